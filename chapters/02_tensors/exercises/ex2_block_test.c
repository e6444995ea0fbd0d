/* The tests of exercise 02.2. */
#include "ex2_block.h"

#include <criterion/criterion.h>
#include <inttypes.h>

/* More numbers than any test needs, 1 to 9 in a square of 3 and again on, so that a wrong step lands on a
 * wrong number. */
static const float NUMBERS[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40};

static void holds(View view, const char *what, int64_t rows, int64_t columns, const float *wanted)
{
    cr_assert(view.rows == rows && view.columns == columns,
              "%s has %" PRId64 " rows and %" PRId64 " columns, not %" PRId64 " and %" PRId64, what, rows,
              columns, view.rows, view.columns);
    for (int64_t i = 0; i < rows; i++) {
        for (int64_t j = 0; j < columns; j++) {
            int64_t place = view.first - NUMBERS + i * view.row_stride + j * view.column_stride;
            cr_assert(place >= 0 && place < 40,
                      "%s: the way to its element (%" PRId64 ", %" PRId64
                      ") leaves the numbers. Its strides are %" PRId64 " down and %" PRId64 " to the right",
                      what, i, j, view.row_stride, view.column_stride);
            float got = view_at(view, i, j), want = wanted[i * columns + j];
            cr_assert(got == want,
                      "%s: element (%" PRId64 ", %" PRId64 ") is %g, not %g. Your view goes on by %" PRId64
                      " from row to row: are they that far apart in memory?",
                      what, i, j, (double)want, (double)got, view.row_stride);
        }
    }
}

Test(block, bottom_right_four)
{
    View square = view_of(NUMBERS, 3, 3);
    holds(view_block(square, 1, 1, 2, 2), "the bottom right four of the 3 x 3 numbers 1 to 9", 2, 2,
          (float[]){5, 6, 8, 9});
}

Test(block, whole_rows)
{
    View square = view_of(NUMBERS, 3, 3);
    holds(square, "the 3 x 3 numbers 1 to 9", 3, 3, NUMBERS);
    holds(view_block(square, 1, 0, 2, 3), "the last two rows of it", 2, 3, (float[]){4, 5, 6, 7, 8, 9});
}

Test(block, one_column)
{
    View tall = view_of(NUMBERS, 4, 5);
    holds(view_block(tall, 0, 2, 4, 1), "column 2 of the 4 x 5 numbers 1 to 20", 4, 1,
          (float[]){3, 8, 13, 18});
}

Test(block, of_a_block)
{
    View outer = view_block(view_of(NUMBERS, 4, 5), 1, 1, 3, 3);
    holds(view_block(outer, 1, 1, 2, 2), "a block of a block of the 4 x 5 numbers 1 to 20", 2, 2,
          (float[]){13, 14, 18, 19});
}

Test(block, of_a_transposed_view)
{
    View turned = view_transposed(view_of(NUMBERS, 2, 3)); /* 1 4 / 2 5 / 3 6 */
    holds(view_block(turned, 1, 0, 2, 2), "the last two rows of the transposed 2 x 3 numbers 1 to 6", 2, 2,
          (float[]){2, 5, 3, 6});
    holds(view_block(turned, 0, 1, 3, 1), "the last column of the same", 3, 1, (float[]){4, 5, 6});
}
