/* The tests of exercise 03.1. */
#include "ex1_median.h"

#include <criterion/criterion.h>
#include <string.h>

static void expects(const char *what, const float *stack, int n, int n_pixels, const float *wanted)
{
    float ideal[8];
    memset(ideal, 0x7f, sizeof ideal);
    ideal_median(stack, n, n_pixels, ideal);
    for (int i = 0; i < n_pixels; i++)
        cr_assert(
            ideal[i] == wanted[i],
            "%s: pixel %d of the ideal is %g, not %g. Sort what all %d pictures have in that place, and take "
            "the middle",
            what, i, (double)wanted[i], (double)ideal[i], n);
}

Test(median, three_pictures)
{
    const float stack[] = {0, 1, 0.5f, 0, 0.25f, 1, 1, 0, 0.75f};
    expects("three pictures of three pixels", stack, 3, 3, (const float[]){0, 0.25f, 0.75f});
}

Test(median, an_even_number)
{
    const float stack[] = {0, 1, 0.25f, 0.75f, 0.5f, 0, 1, 0.5f};
    expects("four pictures of two pixels", stack, 4, 2, (const float[]){0.375f, 0.625f});
    expects("two pictures of one pixel", (const float[]){0.25f, 0.5f}, 2, 1, (const float[]){0.375f});
}

Test(median, one_picture)
{
    const float stack[] = {0.5f, 0.25f, 0.75f};
    expects("a single picture", stack, 1, 3, stack);
}

Test(median, a_blot)
{
    const float stack[] = {0.125f, 0.125f, 0.25f, 0.25f, 1, 1, 0.125f, 0.375f, 0.25f, 0.375f};
    expects("five pictures of two pixels, the third of them black", stack, 5, 2,
            (const float[]){0.25f, 0.375f});
}

Test(median, the_stack_stays)
{
    float stack[] = {0.75f, 0.5f, 0.25f}, ideal[1];
    ideal_median(stack, 3, 1, ideal);
    cr_assert(stack[0] == 0.75f && stack[1] == 0.5f && stack[2] == 0.25f,
              "you sorted the pictures themselves: sort a copy of the values of one pixel");
}
