/* The samples about which a classifier was most wrong, as a list and as pictures. (chapter 20) */
#ifndef INTERPRET_TOP_LOSSES_H
#define INTERPRET_TOP_LOSSES_H

#include "interpret/interpretation.h"

/* All n samples, the highest loss first, or the lowest; equal losses in the set's order, and a loss that is
 * no number counts as the highest. In the current scope. */
int64_t *top_losses(const Interpretation *interp, bool smallest);

/* A line for each of the first k: prediction, actual, loss, the probability of either, and the file. */
void top_losses_print(FILE *out, const Interpretation *interp, const int64_t *order, int64_t k);

/* The first k as a sheet of pictures with the same words below, to be freed with image_free: each fits into
 * side x side pixels (0: 160). ERR_STATE without a set. Decodes k pictures. */
Image *top_losses_montage(const Interpretation *interp, const int64_t *order, int64_t k, int side);

#endif
