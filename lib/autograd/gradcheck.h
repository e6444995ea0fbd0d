/* Is a backward right? Compare it with the slope measured by trying. (chapter 06) */
#ifndef AUTOGRAD_GRADCHECK_H
#define AUTOGRAD_GRADCHECK_H

#include "tensor/tensor.h"

/* A function of some tensors; returns a tensor of any shape. */
typedef Tensor *(*GradcheckFunction)(Tensor **inputs, void *context);

typedef struct Gradcheck {
    double worst; /* largest |tape - measured| / (1 + |measured|); NaN if one of them was */
    int input;    /* where: which input, and which of its elements                       */
    int64_t element;
    double tape, measured;
} Gradcheck;

/* Central differences with step h (0 means 1e-2) of sum(weights * f(inputs)), the weights fixed random
 * numbers so that no error can cancel, summed in double; against tensor_backward. Every element of every
 * input that needs a gradient is tried: keep them small. The bound for float32 is about 1e-2 for curved
 * functions and 1e-3 for smooth ones. False with an error set when f fails. */
bool gradcheck(GradcheckFunction f, Tensor **inputs, int n_inputs, void *context, double h, Gradcheck *out);

#endif
