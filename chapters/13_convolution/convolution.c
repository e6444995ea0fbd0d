/* Chapter 13, convolution: nine weights that slide over a picture.
 *
 *     make ch13
 *     make ch13 IMAGE=photo.jpg             the edges of a photo of yours
 */
#include "convolution.h"

#include <stdlib.h>

static const char BEAR[] = "chapters/00_whole_game/black.jpg";

/* Each sums to 0, so that where nothing changes it says 0. */
const float EDGE[EDGES][3][3] = {
    {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}},
    {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}},
    {{-1, -1, 0}, {-1, 0, 1}, {0, 1, 1}},
    {{0, -1, -1}, {1, 0, -1}, {1, 1, 0}},
};
const char *const EDGE_NAMES[EDGES] = {"top edge", "left edge", "upper left", "upper right"};

Tensor *digit_tensor(void)
{
    float values[DIGIT_SIDE * DIGIT_SIDE];
    for (int i = 0; i < DIGIT_SIDE * DIGIT_SIDE; i++)
        values[i] = DIGIT[i / DIGIT_SIDE][i % DIGIT_SIDE];
    return tensor_from(SHAPE(1, DIGIT_SIDE, DIGIT_SIDE, 1), values, DIGIT_SIDE * DIGIT_SIDE);
}

Tensor *edge_weights(void)
{
    return tensor_from(SHAPE(EDGES, 3, 3, 1), &EDGE[0][0][0], EDGES * 3 * 3);
}

/* --- By hand ------------------------------------------------------------------------------------------- */

/* Nine weights times the nine pixels around (row, column), and the sum of that. */
static float apply_kernel(int row, int column, const float kernel[3][3])
{
    float sum = 0;
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 3; x++)
            sum += kernel[y][x] * DIGIT[row + y - 1][column + x - 1];
    return sum;
}

/* The sum at one place, with what is summed. */
static void show_place(int row, int column, double expected)
{
    float sum = apply_kernel(row, column, EDGE[0]);
    printf("\nat (%d, %d):\n", row, column);
    for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 3; x++)
            printf("%4d", DIGIT[row + y - 1][column + x - 1]);
        printf("   x ");
        for (int x = 0; x < 3; x++)
            printf("%3g", (double)EDGE[0][y][x]);
        puts(y == 2 ? scope_text("   = %g", (double)sum) : "");
    }
    check_near(scope_text("top edge at (%d, %d)", row, column), (double)sum, expected, 0);
}

static void by_hand(void)
{
    puts("--- By hand: rows 4 to 9, columns 3 to 19 of a three\n");
    for (int row = 4; row < 10; row++)
        for (int column = 3; column < 20; column++)
            printf("%4d%s", DIGIT[row][column], column == 19 ? "\n" : "");
    show_place(5, 7, 762);
    show_place(8, 18, -29);
}

/* At every place where the kernel fits: its middle cannot stand on the outermost pixels. */
static void everywhere(void)
{
    Tensor *map = tensor_conv(digit_tensor(), edge_weights(), NULL, (Conv){0});
    float lowest = 0, highest = 0;
    bool same = true;
    for (int row = 1; row < DIGIT_SIDE - 1 && error_ok(); row++)
        for (int column = 1; column < DIGIT_SIDE - 1; column++) {
            float sum = apply_kernel(row, column, EDGE[0]);
            lowest = fminf(lowest, sum);
            highest = fmaxf(highest, sum);
            for (int k = 0; k < EDGES; k++)
                same &=
                    tensor_at(map, 0, row - 1, column - 1, k) == (double)apply_kernel(row, column, EDGE[k]);
        }
    puts("\n--- At every place, four kernels at once: tensor_conv\n");
    printf("(1, 28, 28, 1) and weights (4, 3, 3, 1) -> (%s)\n", shape_text(tensor_shape(map)));
    printf("the top edge's numbers lie between %g and %g\n", (double)lowest, (double)highest);
    check_that("the library's numbers are those by hand", same);
}

/* --- Sizes --------------------------------------------------------------------------------------------- */

static int size_after(int n, int kernel, int stride, int pad)
{
    return (n + 2 * pad - kernel) / stride + 1;
}

static void sizes(void)
{
    static const struct {
        int n, kernel, stride, pad, expected;
    } rows[] = {{28, 3, 1, 0, 26}, {28, 3, 1, 1, 28},  {28, 5, 1, 2, 28}, {28, 3, 2, 1, 14},
                {14, 3, 2, 1, 7},  {7, 3, 2, 1, 4},    {4, 3, 2, 1, 2},   {2, 3, 2, 1, 1},
                {28, 5, 2, 2, 14}, {224, 7, 2, 3, 112}};
    puts("\n--- Sizes: (n + 2 pad - kernel) / stride + 1, rounded down\n");
    puts("   n  kernel  stride  pad  size");
    for (size_t i = 0; i < sizeof rows / sizeof *rows && error_ok(); i++) {
        int n = rows[i].n, kernel = rows[i].kernel, stride = rows[i].stride, pad = rows[i].pad;
        int size = size_after(n, kernel, stride, pad);
        Tensor *y = tensor_conv(tensor_zeros(SHAPE(1, n, n, 1)), tensor_zeros(SHAPE(1, kernel, kernel, 1)),
                                NULL, (Conv){.stride = stride, .pad = pad});
        printf("%4d %7d %7d %4d %5d\n", n, kernel, stride, pad, size);
        check_that("the formula's size", size == rows[i].expected && y && y->shape[1] == size);
    }
}

static void print_square(Tensor *map)
{
    for (int64_t row = 0; map && row < map->shape[1]; row++) {
        for (int64_t column = 0; column < map->shape[2]; column++)
            printf("%4g", tensor_at(map, 0, row, column, 0));
        putchar('\n');
    }
}

/* Two pictures so small that one can do them in one's head. */
static void in_the_head(void)
{
    Tensor *ones = tensor_ones(SHAPE(1, 3, 3, 1));
    Tensor *seen = tensor_conv(ones, ones, NULL, (Conv){.pad = 1});
    puts("\n3 x 3 ones, a kernel of 3 x 3 ones, pad 1: how many pixels it sees");
    print_square(seen);
    check_that("4 6 4, 6 9 6, 4 6 4",
               tensor_equal(seen, tensor_of(SHAPE(1, 3, 3, 1), 4, 6, 4, 6, 9, 6, 4, 6, 4)));

    Tensor *count = tensor_reshape(tensor_arange(16), SHAPE(1, 4, 4, 1));
    Tensor *every_other = tensor_conv(count, tensor_ones(SHAPE(1, 1, 1, 1)), NULL, (Conv){.stride = 2});
    puts("\n0 to 15 in a square, a kernel of a single 1, stride 2: every other row and column");
    print_square(every_other);
    check_that("0 2, 8 10", tensor_equal(every_other, tensor_of(SHAPE(1, 2, 2, 1), 0, 2, 8, 10)));
}

int main(int argc, char **argv)
{
    CommonFlags common = {.seed = 42, .out = "build/plots"};
    const char *photo = getenv("IMAGE"); /* make ch13 IMAGE=photo.jpg */
    photo = photo && *photo ? photo : BEAR;
    const Flag flags[] = {FLAGS_COMMON(common),
                          {"image", FLAG_TEXT, &photo, 0, 0, "look for the edges of this photo"}};
    const CommandLine line = {"Chapter 13, convolution: takes about a second.\n",
                              (int)(sizeof flags / sizeof *flags), flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv) || !chapter_apply(&common))
        return finish("13_convolution");
    puts(line.usage);
    if (!chapter_device(stdout))
        return finish("13_convolution");
    Image *bear = image_scoped(image_load(photo));
    const char *folder = common.no_plot || !file_make_folder(common.out) ? NULL : common.out;
    if (!bear)
        return finish("13_convolution");

    by_hand();
    everywhere();
    sizes();
    in_the_head();
    if (folder) {
        picture_edges(bear, folder);
        picture_kernels(bear, folder);
    }
    layers();
    how_far_it_sees(folder);
    unroll();

    check_report(stdout);
    return finish("13_convolution");
}
