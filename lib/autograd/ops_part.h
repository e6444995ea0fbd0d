/* What ops share of their checks. Inside this folder only. */
#ifndef AUTOGRAD_OPS_PART_H
#define AUTOGRAD_OPS_PART_H

#include "autograd/ops.h"

/* The windows of a pool over x, and the shape of what comes out; false with an error naming `who` where there
 * is none.
 */
bool pool_output(const char *who, PoolKind kind, const Tensor *x, Pool how, Window *window, Shape *output);

#endif
