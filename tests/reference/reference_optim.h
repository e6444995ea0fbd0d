/* Steps of the optimisers for one parameter, in double, as PyTorch documents them. */
#ifndef REFERENCE_OPTIM_H
#define REFERENCE_OPTIM_H

#include "kernels/kernels.h"

void reference_sgd(const SgdStep *how, double *p, double grad, double *velocity);
void reference_adam(const AdamStep *how, double *p, double grad, double *average, double *square);
void reference_adapt(const AdaptStep *how, double *p, double grad, double *a, double *s, double *m);

#endif
