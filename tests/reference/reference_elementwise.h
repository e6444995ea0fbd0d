/* Every elementwise operation for one number, in double precision. */
#ifndef REFERENCE_ELEMENTWISE_H
#define REFERENCE_ELEMENTWISE_H

#include "kernels/kernels.h"

double reference_map(MapOp op, double p, double q, double x);
double reference_zip(ZipOp op, double p, double q, double a, double b);

#endif
