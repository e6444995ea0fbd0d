/* Reading tests/golden/ops.txt, which make_ops.py there describes. */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include <stdio.h>

#include "tensor/tensor.h"

enum { GOLDEN_INPUTS = 5, GOLDEN_OPTIONS = 4 };

typedef struct Golden {
    char name[64], op[32];
    int n_options, n_inputs, n_consts, n_grads, n_after;
    double options[GOLDEN_OPTIONS];
    Tensor *inputs[GOLDEN_INPUTS]; /* those that want a gradient */
    Tensor *consts[GOLDEN_INPUTS];
    Tensor *out, *dy;
    Tensor *grads[GOLDEN_INPUTS]; /* of the inputs                         */
    Tensor *after[GOLDEN_INPUTS]; /* what the first constants have become  */
} Golden;

/* The next case, its tensors in the current scope; false at the end of the file, and with golden->name empty.
 */
bool golden_next(FILE *file, Golden *golden);

#endif
