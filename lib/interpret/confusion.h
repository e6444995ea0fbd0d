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

#endif
