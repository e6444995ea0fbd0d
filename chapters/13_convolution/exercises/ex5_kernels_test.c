/* The tests of exercise 13.5. */
#include "ex5_kernels.h"

#include "lib.h"

#include <criterion/criterion.h>

enum { N = 7, MIDDLE = 3 };

/* What the kernel says so many rows below and columns to the right of the middle of a picture of 7 x 7. */
static double answer_at(void (*write)(float kernel[3][3]), double (*pixel)(int row, int column), int below,
                        int right)
{
    float kernel[3][3], picture[N * N];
    for (int i = 0; i < 9; i++)
        kernel[i / 3][i % 3] = NAN;
    write(kernel);
    for (int i = 0; i < N * N; i++)
        picture[i] = (float)pixel(i / N, i % N);
    Tensor *map = tensor_conv(tensor_from(SHAPE(1, N, N, 1), picture, N * N),
                              tensor_from(SHAPE(1, 3, 3, 1), &kernel[0][0], 9), NULL, (Conv){.pad = 1});
    return tensor_at(map, 0, MIDDLE + below, MIDDLE + right, 0);
}

static double answer(void (*write)(float kernel[3][3]), double (*pixel)(int row, int column), int right)
{
    return answer_at(write, pixel, 0, right);
}

static double grey(int row, int column)
{
    (void)row;
    (void)column;
    return 100;
}

static double upright(int row, int column)
{
    (void)row;
    return column == MIDDLE;
}

static double lying(int row, int column)
{
    (void)column;
    return row == MIDDLE;
}

/* Dark on the left, bright from the middle on. */
static double step(int row, int column)
{
    (void)row;
    return column >= MIDDLE ? 2 : 1;
}

static double step_down(int row, int column)
{
    return step(column, row);
}

static double point(int row, int column)
{
    return row == MIDDLE && column == MIDDLE;
}

Test(kernels, vertical_line_ignores_what_is_no_line)
{
    double flat = answer(vertical_line, grey, 0);
    cr_assert(fabs(flat) < 1e-4, "where all pixels are 100 it says %g. What must the nine weights sum to?",
              flat);
    for (int below = -1; below <= 1; below++) {
        double lines = answer_at(vertical_line, lying, below, 0);
        cr_assert(fabs(lines) < 1e-4,
                  "%d rows below a horizontal line it says %g. What must each row sum to?", below, lines);
    }
}

Test(kernels, vertical_line_answers_to_a_line)
{
    double line = answer(vertical_line, upright, 0), beside = answer(vertical_line, upright, 1);
    double edge = fmax(answer(vertical_line, step, 0), fabs(answer(vertical_line, step, -1)));
    cr_assert(line > 0 && line > beside,
              "on the line it says %g, beside it %g: it should be positive, and larger on it", line, beside);
    cr_assert(line > edge * 1.5,
              "on a line it says %g, and on the edge of a bright area %g: that kernel looks for edges", line,
              edge);
}

Test(kernels, blur_averages)
{
    double flat = answer(blur, grey, 0);
    cr_assert(fabs(flat - 100) < 1e-3, "where all pixels are 100 they should stay so, and become %g", flat);
    for (int i = 0; i < 9; i++) {
        double part = answer_at(blur, point, i / 3 - 1, i % 3 - 1);
        cr_assert(
            fabs(part - 1 / 9.0) < 1e-6,
            "of a single pixel of 1, a ninth should arrive at each of nine places; %g does %d below and "
            "%d to the right of it",
            part, i / 3 - 1, i % 3 - 1);
    }
}

Test(kernels, sharpen_makes_edges_steeper)
{
    double flat = answer(sharpen, grey, 0), bright = answer(sharpen, step, 0),
           dark = answer(sharpen, step, -1);
    cr_assert(fabs(flat - 100) < 1e-3, "where all pixels are 100 they should stay so, and become %g", flat);
    cr_assert(bright > 2 && dark < 1,
              "beside an edge from 1 to 2 the bright side should be above 2 and the dark one "
              "below 1; they are %g and %g",
              bright, dark);
    bright = answer_at(sharpen, step_down, 0, 0), dark = answer_at(sharpen, step_down, -1, 0);
    cr_assert(bright > 2 && dark < 1,
              "the same where it is dark above and bright below: they are %g and %g. Which neighbours does "
              "the kernel look at?",
              bright, dark);
}

Test(kernels, move_right_moves)
{
    double there = answer(move_right, point, 1), here = answer(move_right, point, 0),
           left = answer(move_right, point, -1);
    cr_assert(
        left == 0,
        "the picture went to the left. Which pixel should each one take, its left or its right neighbour?");
    cr_assert(there == 1 && here == 0,
              "a point should be gone from where it was and stand one to the right; there are %g "
              "and %g",
              here, there);
    for (int i = 0; i < 9; i++) {
        double got = answer_at(move_right, point, i / 3 - 1, i % 3 - 1);
        cr_assert(i == 5 || got == 0,
                  "of one point there should be one, and %g is %d below and %d to the right "
                  "of where it was",
                  got, i / 3 - 1, i % 3 - 1);
    }
}
