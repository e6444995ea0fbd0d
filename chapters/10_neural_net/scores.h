/* From scores to one loss, and what becomes of numbers that pass through many layers. */
#ifndef SCORES_H
#define SCORES_H

#include "lib.h"

/* Softmax and cross-entropy of six pictures and two classes: the table of the fast.ai book. */
void softmax_table(void);

/* The spread of the numbers behind 50 layers, for several sizes of random weights. */
void fifty_layers(uint64_t seed);

#endif
