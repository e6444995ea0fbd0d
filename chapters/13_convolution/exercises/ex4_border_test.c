/* The tests of exercise 13.4. */
#include "ex4_border.h"

#include <criterion/criterion.h>

static const float one_to_nine[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

static void expect(const float *got, const float *expected, int n, int width, const char *what)
{
    for (int i = 0; i < n; i++)
        cr_assert(got[i] == expected[i], "%s: row %d, column %d should be %g and is %g", what, i / width,
                  i % width, (double)expected[i], (double)got[i]);
}

Test(border, ones)
{
    static const float ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1}, expected[9] = {4, 6, 4, 6, 9, 6, 4, 6, 4};
    float out[9];
    convolve_same(ones, 3, 3, ones, 3, out);
    expect(out, expected, 9, 3, "how many of the nine pixels the kernel covers");
}

Test(border, a_single_one_copies)
{
    static const float kernel[9] = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    float out[9];
    convolve_same(one_to_nine, 3, 3, kernel, 3, out);
    expect(out, one_to_nine, 9, 3, "a kernel that is 1 in the middle and 0 elsewhere gives the picture back");
}

Test(border, what_lies_outside_is_zero)
{
    static const float from_above[9] = {0, 1, 0, 0, 0, 0, 0, 0, 0},
                       from_the_left[9] = {0, 0, 0, 1, 0, 0, 0, 0, 0};
    static const float moved_down[9] = {0, 0, 0, 1, 2, 3, 4, 5, 6},
                       moved_right[9] = {0, 1, 2, 0, 4, 5, 0, 7, 8};
    float out[9];
    convolve_same(one_to_nine, 3, 3, from_above, 3, out);
    expect(out, moved_down, 9, 3, "each pixel takes what is above it, the first row takes zeros");
    convolve_same(one_to_nine, 3, 3, from_the_left, 3, out);
    expect(out, moved_right, 9, 3, "each pixel takes what is left of it, the first column takes zeros");
}

Test(border, wide_pictures)
{
    static const float kernel[9] = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    float out[7] = {[6] = -7};
    convolve_same(one_to_nine, 2, 3, kernel, 3, out);
    expect(out, one_to_nine, 6, 3, "the same kernel gives a picture of 2 rows and 3 columns back");
    cr_assert(out[6] == -7, "2 rows and 3 columns are 6 numbers, and you wrote a seventh");
}

Test(border, larger_kernels)
{
    static const float ones[25] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const float expected[8] = {6, 8, 8, 6, 6, 8, 8, 6};
    float out[8];
    convolve_same(ones, 2, 4, ones, 5, out);
    expect(out, expected, 8, 4,
           "2 x 4 ones under a 5 x 5 kernel: all rows, and the columns within two of each");
}
