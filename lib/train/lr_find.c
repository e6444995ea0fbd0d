/* The four suggestions, each from the numbers of a curve alone. */
#include "train/lr_find.h"

#include <math.h>

#include "base/scope.h"

enum { SLIDE_WINDOW = 15, SKIPPED_AT_END = 5 };
static const double SLIDE_AGREES = 0.005; /* slopes that differ by less, in loss per step, are the same */

double lr_find_valley(const float *lrs, const float *losses, int64_t n)
{
    Scope scope = scope_begin();
    int64_t *length =
        lrs && losses && n > 0 ? scope_alloc((size_t)n * sizeof *length) : NULL; /* of the best ending at i */
    if (!length) {
        scope_end(scope);
        return NAN;
    }
    int64_t first = 0, last = 0;
    for (int64_t i = 0; i < n; i++) {
        length[i] = 1;
        for (int64_t j = 0; j < i; j++) {
            if (losses[i] < losses[j] && length[i] < length[j] + 1)
                length[i] = length[j] + 1;
            if (length[last] < length[i]) {
                last = i;
                /* fast.ai counts back from the end, as if nothing lay between, with the length known when i
                 * first takes the lead. */
                first = last - length[last];
            }
        }
    }
    scope_end(scope);
    double third = (double)(last - first) / 3;
    int64_t at = first + (int64_t)third + (int64_t)(third / 2);
    return lrs[at > 0 ? at : 0];
}

double lr_find_steep(const float *lrs, const float *losses, int64_t n)
{
    int64_t steepest = -1;
    double lowest = INFINITY;
    if (!lrs || !losses)
        return NAN;
    for (int64_t i = 0; i + 1 < n; i++) {
        double slope =
            ((double)losses[i + 1] - (double)losses[i]) / (log((double)lrs[i + 1]) - log((double)lrs[i]));
        if (slope < lowest) {
            lowest = slope;
            steepest = i;
        }
    }
    return steepest >= 0 ? lrs[steepest] : NAN;
}

double lr_find_minimum(const float *lrs, const float *losses, int64_t n)
{
    int64_t lowest = 0;
    if (!lrs || !losses || n < 1)
        return NAN;
    for (int64_t i = 1; i < n; i++)
        if (losses[i] < losses[lowest])
            lowest = i;
    return (double)lrs[lowest] / 10;
}

/* Loss per step at i: half of what lies between its neighbours, or one side of it at the ends. */
static double slope_at(const float *losses, int64_t n, int64_t i)
{
    if (i == 0)
        return (double)losses[1] - (double)losses[0];
    if (i == n - 1)
        return (double)losses[n - 1] - (double)losses[n - 2];
    return ((double)losses[i + 1] - (double)losses[i - 1]) / 2;
}

double lr_find_slide(const float *lrs, const float *losses, int64_t n)
{
    if (!lrs || !losses || n <= SLIDE_WINDOW)
        return NAN;
    int64_t right = n - 1, left = right - SLIDE_WINDOW, found = left;
    while (left >= 0 && fabs(slope_at(losses, n, right) - slope_at(losses, n, left)) > SLIDE_AGREES) {
        found = left--;
        right--;
    }
    return lrs[found];
}

LrSuggestions lr_find_suggest(const float *lrs, const float *losses, int64_t n, int64_t n_wanted)
{
    if (!lrs || !losses || n_wanted < 0)
        return (LrSuggestions){NAN, NAN, NAN, NAN};
    int64_t begin = n_wanted / 10, end = begin;
    while (end < n - SKIPPED_AT_END && isfinite(losses[end]))
        end++;
    lrs += begin < n ? begin : 0;
    losses += begin < n ? begin : 0;
    return (LrSuggestions){.valley = lr_find_valley(lrs, losses, end - begin),
                           .steep = lr_find_steep(lrs, losses, end - begin),
                           .minimum = lr_find_minimum(lrs, losses, end - begin),
                           .slide = lr_find_slide(lrs, losses, end - begin)};
}
