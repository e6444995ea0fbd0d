/* Computing without a tape: shapes are checked, a result is made, a kernel is called. The differentiable
 * operations and their backwards are built from these. (chapter 02) */
#ifndef TENSOR_RAW_H
#define TENSOR_RAW_H

#include "tensor/tensor.h"

/* Axes as bits: AXIS(1) | AXIS(2). Bits beyond the last axis are an error. */
typedef unsigned Axes;
#define AXIS(i)  (1u << (i))
#define AXIS0    AXIS(0)
#define AXIS1    AXIS(1)
#define AXIS2    AXIS(2)
#define AXIS3    AXIS(3)
#define AXIS4    AXIS(4)
#define AXIS5    AXIS(5)
#define ALL_AXES (~0u)

enum { EXACT_FLOATS = 1 << 24 }; /* 0 .. EXACT_FLOATS - 1 can be told apart as floats: positions, numbers */

/* Are a and b there, with values, and on one device? Else false: silently for NULL, with ERR_STATE for values
 * that were released, with ERR_DEVICE for two devices. */
bool raw_usable(const char *who, const Tensor *a, const Tensor *b);
/* Can there be a tensor of this shape? Else false with ERR_SHAPE. */
bool raw_shape_is_possible(const char *who, Shape shape);
bool raw_has_shape(const Tensor *t, const Shape *shape);
/* A new tensor on the device of `beside`, contents undefined: where results go. */
Tensor *raw_new(const Tensor *beside, const Shape *shape);
Tensor *raw_like(const Tensor *t);                               /* the same with t's shape          */
Tensor *raw_of_shape(const Tensor *beside, const Tensor *other); /* the same with other's shape      */
/* Has t numbers, without gaps, that nobody else holds? They may be written over. */
bool raw_alone(const Tensor *t);
/* raw_like for values that are read for the last time: t itself where it is alone. */
Tensor *raw_over(Tensor *t);

/* visit(tensor, context) for all tensors that this thread's open scopes own, the newest first; those that
 * were released have no storage. It must make none. */
void raw_each(void (*visit)(void *, void *), void *context);

/* Give a header this shape, row-major; its numbers must fit it. */
void raw_set_shape(Tensor *t, Shape shape);
/* A header over storage that is there: shares it, never copies. stride NULL: row-major. */
Tensor *raw_view_in(Scope scope, Tensor *base, Shape shape, const int64_t *stride, int64_t offset);
Tensor *raw_view(Tensor *base, Shape shape, const int64_t *stride, int64_t offset);
/* What kernels take instead of t->view: */
View raw_rows_of(const Tensor *t); /* as (rows, last axis); t is contiguous, with an axis */
View raw_stretched_view_of(const Tensor *t, const Shape *shape); /* t is known to stretch to shape  */

/* The shape to which a and b stretch together: sizes are aligned at the last axis, 1 stretches, a missing
 * axis counts as
 * 1. false with ERR_SHAPE (naming `who`) when they do not fit. */
bool raw_broadcast(const char *who, const Tensor *a, const Tensor *b, Shape *out);
/* Does t stretch to this shape? Else false with ERR_SHAPE. */
bool raw_stretches(const char *who, const Tensor *t, const Shape *shape);
/* t seen in a larger shape, stride 0 along stretched axes. */
Tensor *raw_expand(const char *who, Tensor *t, Shape shape);
/* Give t another shape and fresh, undefined numbers, without history. Views and tape nodes that share the old
 * numbers keep them. For a buffer that is filled again and again, like a loader's batch. */
bool raw_renew(Tensor *t, Shape shape);
/* t if it is row-major without gaps, else a copy that is. */
Tensor *raw_contiguous(Tensor *t);
Tensor *raw_clone(Tensor *t);
/* One size may be -1. A view where strides can say it, also of a view with gaps; else a copy. */
Tensor *raw_reshape(const char *who, Tensor *t, Shape shape);
/* Sum g over the axes along which `small` was stretched to g's shape: the backward of broadcasting. g itself
 * when it was not. */
Tensor *raw_sum_to(Tensor *g, const Tensor *small);

Tensor *raw_map(const char *who, MapOp op, float p, float q, Tensor *x);
bool raw_map_(const char *who, MapOp op, float p, float q, Tensor *x); /* in place */
Tensor *raw_zip(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b);
/* x, or a, is read for the last time: the result is raw_over of it. So is most backwards' dy, which saves a
 * step of training both memory and time. */
Tensor *raw_map_over(const char *who, MapOp op, float p, float q, Tensor *x);
Tensor *raw_zip_over(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b);
Tensor *raw_reduce(const char *who, ReduceOp op, Tensor *x, Axes axes, bool keep_axes);
/* (m, k) x (k, n); `a_t`, `b_t`: use the transpose. */
Tensor *raw_matmul(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t);
Tensor *raw_matmul_bias(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t,
                        Tensor *bias); /* + bias (n), may be NULL */
/* sum (m, n) += the product. */
bool raw_matmul_add_(const char *who, Tensor *sum, Tensor *a, bool a_t, Tensor *b, bool b_t);

#endif
