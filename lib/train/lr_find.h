/* Which learning rate does a curve of losses suggest? Four answers, each as fast.ai defines it. (chapter 12)
 *
 * A curve is n learning rates, growing, and the loss after a step at each. All answers are NaN for a curve
 * that is too short for the question, and for NULL. */
#ifndef TRAIN_LR_FIND_H
#define TRAIN_LR_FIND_H

#include <stdint.h>

/* The longest fall: the middle of the longest series of ever smaller losses (others may lie between), counted
 * back from its end as if none lay between. fast.ai's default. Cost: n^2 comparisons. */
double lr_find_valley(const float *lrs, const float *losses, int64_t n);
/* Where the loss falls fastest, per factor of learning rate. n >= 2. */
double lr_find_steep(const float *lrs, const float *losses, int64_t n);
/* A tenth of where the loss is lowest. */
double lr_find_minimum(const float *lrs, const float *losses, int64_t n);
/* From the end of the curve, where it shoots up, a window of 15 steps slides to the left until the slopes at
 * its two ends agree: its left end, one step before. n >= 16. */
double lr_find_slide(const float *lrs, const float *losses, int64_t n);

typedef struct LrSuggestions {
    double valley, steep, minimum, slide;
} LrSuggestions;

/* All four, of a search that was to have n_wanted steps and made n: without the first tenth of those wanted,
 * whose losses say little, without the last five, which say that it was enough, and without anything from the
 * first loss on that is no number. */
LrSuggestions lr_find_suggest(const float *lrs, const float *losses, int64_t n, int64_t n_wanted);

#endif
