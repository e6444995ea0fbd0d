/* Photos with what a net said about each, listed in the order in which a person should look. (chapter 21) */
#ifndef WEB_REVIEW_H
#define WEB_REVIEW_H

#include "data/clean.h"

/* What there is to show. Losses follow the photos: one that moves to another class has another loss. */
typedef struct Review {
    Clean *clean;
    const float *log_p;   /* (n, classes) logarithms of the probabilities                  */
    const bool *valid;    /* (n) was it held back from training? NULL: nothing is known     */
    const int64_t *group; /* (n) as dataset_duplicates gives them; NULL: nothing is known   */
} Review;

double review_p(const Review *review, int64_t i, int class);
double review_loss(const Review *review, int64_t i); /* -log of the probability of the class it is in */
int review_predicted(const Review *review, int64_t i);

typedef enum { REVIEW_LOSS, REVIEW_ALIKE, REVIEW_CHANGES } ReviewOrder;
typedef enum { REVIEW_ALL, REVIEW_TRAIN, REVIEW_VALID } ReviewSplit;

typedef struct ReviewFilter {
    ReviewOrder order; /* the highest loss first; groups of look-alikes, those in several classes first; or
                          only what is marked, in the order of the folder                                   */
    int label;         /* only what is in this class; -1: in any                                            */
    ReviewSplit split;
} ReviewFilter;

/* The numbers of the photos that are still there and that the filter lets through, into `numbers` (n);
 * returns how many. With REVIEW_ALIKE a group is listed whole as soon as one of it comes through, and only if
 * it has two at least. -1 with ERR_MEMORY. */
int64_t review_list(const Review *review, ReviewFilter filter, int64_t *numbers);

#endif
