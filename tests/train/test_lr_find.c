/* The four suggestions of lr_find on curves whose answers are known, and on curves that are hardly any. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "train/lr_find.h"

TestSuite(lr_find, .fini = scope_end_all);

enum { N = 30, LOWEST = 19 };
static float lrs[N], losses[N];

/* Learning rate 2^i; the loss falls by 1 a step from 20 to 1, then rises by 3 a step. */
static void make_valley(void)
{
    for (int i = 0; i < N; i++) {
        lrs[i] = ldexpf(1, i);
        losses[i] = (float)(i <= LOWEST ? LOWEST + 1 - i : 1 + 3 * (i - LOWEST));
    }
}

Test(lr_find, reads_a_valley)
{
    make_valley();
    /* The fall is 20 long and ends at 19: it begins at -1 for fast.ai, 6 is a third and 3 half of that. */
    cr_assert(eq(dbl, lr_find_valley(lrs, losses, N), (double)lrs[-1 + 6 + 3]));
    cr_assert(eq(dbl, lr_find_minimum(lrs, losses, N), (double)lrs[LOWEST] / 10));
    /* Slopes are -1 up to step 18, so the window's right end stops there; its left end was at 4 before. */
    cr_assert(eq(dbl, lr_find_slide(lrs, losses, N), (double)lrs[4]));
    for (int i = 12; i < N; i++)
        losses[i] -= 0.5f;
    cr_assert(eq(dbl, lr_find_steep(lrs, losses, N), (double)lrs[11]), "from 11 to 12 it falls by 1.5");
    /* A bump on the way down does not end the fall: it is left out. */
    losses[5] += 7;
    cr_assert(eq(dbl, lr_find_valley(lrs, losses, N), (double)lrs[0 + 6 + 3]));
}

/* What fast.ai's functions give for this curve, which is noisy, falls around step 60 and shoots up after 90.
 */
Test(lr_find, suggests_as_fastai_does)
{
    float lr[100], loss[100];
    for (int i = 0; i < 100; i++) {
        double x = i / 100.0;
        lr[i] = (float)(1e-7 * pow(10, 8 * x));
        loss[i] = (float)(2.3 - 1.8 / (1 + exp(-(x - 0.6) * 20)) + 0.5 * exp((x - 0.9) * 30) +
                          0.02 * sin((double)i * i));
    }
    LrSuggestions all = lr_find_suggest(lr, loss, 100, 100);
    cr_assert(epsilon_eq(dbl, all.valley, 0.0030199517495930195, 1e-6 * 0.0030199517495930195));
    cr_assert(epsilon_eq(dbl, all.steep, 0.007585775572806597, 1e-6 * 0.007585775572806597));
    cr_assert(epsilon_eq(dbl, all.minimum, 0.025118863582611083, 1e-6 * 0.025118863582611083));
    cr_assert(epsilon_eq(dbl, all.slide, 0.0020892962347716093, 1e-6 * 0.0020892962347716093));
    /* The first ten and the last five have no say; from the first NaN on nothing has. */
    loss[3] = -100;
    loss[96] = NAN;
    LrSuggestions again = lr_find_suggest(lr, loss, 100, 100);
    cr_assert(eq(dbl, again.minimum, all.minimum));
    cr_assert(eq(dbl, again.slide, all.slide));
    loss[50] = NAN;
    cr_assert(epsilon_eq(dbl, lr_find_suggest(lr, loss, 100, 100).minimum,
                         lr_find_minimum(lr + 10, loss + 10, 40), 0));
}

Test(lr_find, says_nothing_about_too_little)
{
    make_valley();
    cr_assert(isnan(lr_find_valley(lrs, losses, 0)));
    cr_assert(isnan(lr_find_steep(lrs, losses, 1)));
    cr_assert(isnan(lr_find_minimum(lrs, losses, 0)));
    cr_assert(isnan(lr_find_slide(lrs, losses, 15)));
    cr_assert(eq(dbl, lr_find_valley(lrs, losses, 1), (double)lrs[0]));
    cr_assert(eq(dbl, lr_find_valley(lrs, losses, 2), (double)lrs[0]), "fast.ai's begins before the curve");
    cr_assert(eq(dbl, lr_find_slide(lrs, losses, 16), (double)lrs[0]));
    for (int n = 0; n <= N; n++)
        for (int wanted = 0; wanted <= 200; wanted += 50) {
            LrSuggestions few = lr_find_suggest(lrs, losses, n, wanted);
            cr_assert(few.valley > 0 || (isnan(few.valley) && n <= wanted / 10 + 5));
        }
    for (int i = 0; i < N; i++)
        losses[i] = NAN;
    LrSuggestions none = lr_find_suggest(lrs, losses, N, N);
    cr_assert(isnan(none.valley) && isnan(none.steep) && isnan(none.minimum) && isnan(none.slide));
    none = lr_find_suggest(NULL, losses, N, N);
    cr_assert(isnan(none.valley) && isnan(none.steep) && isnan(none.minimum) && isnan(none.slide));
    cr_assert(isnan(lr_find_valley(lrs, NULL, N)) && isnan(lr_find_steep(NULL, losses, N)));
    cr_assert(isnan(lr_find_minimum(NULL, losses, N)) && isnan(lr_find_slide(lrs, NULL, N)));
    mem_fail_after(1);
    cr_assert(isnan(lr_find_valley(lrs, losses, N)) || error_ok());
    mem_fail_after(0);
    error_clear();
}
