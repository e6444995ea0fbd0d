/* Where a classifier errs: the confusion matrix. (chapter 20) */
#ifndef INTERPRET_CONFUSION_H
#define INTERPRET_CONFUSION_H

#include <stdint.h>
#include <stdio.h>

#include "tensor/tensor.h"

typedef struct Confusion {
    int n_classes;
    const char **classes;
    int64_t *counts; /* (actual, predicted) */
    int64_t n, errors;
    double mean_loss; /* NaN when not known */
} Confusion;

/* logits (n, classes), labels (n), losses (n) or NULL. In the current scope. */
Confusion *confusion_of(Tensor *logits, Tensor *labels, Tensor *losses, int n_classes, const char **classes);
/* The matrix as text: rows actual, columns predicted. */
void confusion_print(FILE *out, const Confusion *confusion);
/* The same with each row divided by its total: of all samples of a class, the share that was taken for each.
 * NaN where a class has no sample, which prints as "-". */
void confusion_print_shares(FILE *out, const Confusion *confusion);
double confusion_share(const Confusion *confusion, int actual, int predicted);

/* One kind of mistake, and how often it was made. */
typedef struct Confused {
    int actual, predicted;
    int64_t n;
} Confused;
/* The kinds of mistakes made at least `min` times, the most frequent first, equally frequent ones in the
 * order of the matrix. `n` gets how many. In the current scope. */
Confused *confusion_most_confused(const Confusion *confusion, int64_t min, int *n);

#endif
