/* The matrix product in three loops and double precision: the judge of the fast one. */
#ifndef REFERENCE_GEMM_H
#define REFERENCE_GEMM_H

#include "kernels/kernels.h"

/* What `how` asks for, computed into c (m, n) without gaps; how->c is not written. size (m, n), unless NULL,
 * receives the sums of absolute values: rounding errors are to be measured against them. */
void reference_gemm(const Gemm *how, double *c, double *size);

#endif
