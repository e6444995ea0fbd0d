/* Chapter 05's roller coaster with gradients from a tape. */
#ifndef COASTER_H
#define COASTER_H

#include "tensor/tensor.h"

/* parameters[0] * t^2 + parameters[1] * t + parameters[2] */
Tensor *coaster_quadratic(Tensor *parameters, Tensor *t);

/* Ten steps, with the library's tape; prints the losses. */
void coaster_ride(void);

/* The same with the tape of single numbers, in double; its gradient against measured slopes and against the
 * library's. */
void coaster_in_double(void);

#endif
