/* Inside the CPU table: the kernels that cpu.c lists, and what they share. */
#ifndef KERNELS_CPU_H
#define KERNELS_CPU_H

#include "kernels/kernels.h"

static inline float *view_data(const View *view)
{
    return (float *)view->memory + view->offset;
}

/* Below this many floats touched, one thread is faster than waking the others (a parallel region costs about
 * a microsecond). */
enum { CPU_PARALLEL_MIN = 32 * 1024 };
/* The same for products, in multiplications. */
enum { CPU_PARALLEL_PRODUCTS = 256 * 1024 };

/* cpu_elementwise.c */
bool cpu_fill(const View *out, float value);
bool cpu_copy(const View *x, const View *out);
bool cpu_map(MapOp op, float p, float q, const View *x, const View *out);
bool cpu_zip(ZipOp op, float p, float q, const View *a, const View *b, const View *out);
/* cpu_reduce.c */
bool cpu_reduce(ReduceOp op, const View *x, const View *out);
bool cpu_argmax(const View *x, const View *out);
/* cpu_rows.c */
bool cpu_gather(const View *table, const View *index, const View *rows);
bool cpu_scatter_add(const View *rows, const View *index, const View *table);
bool cpu_pick(const View *x, const View *index, const View *out);
bool cpu_pick_grad(const View *dout, const View *index, const View *dx);
/* cpu_gemm.c */
bool cpu_gemm(const Gemm *how);
/* cpu_conv.c, cpu_conv_input.c, cpu_conv_weight.c */
bool cpu_conv(const Convolution *how);
int64_t cpu_conv_packed_size(const Convolution *how);
bool cpu_conv_pack(const Convolution *how);
bool cpu_conv_grad_input(const Convolution *how);
bool cpu_conv_grad_weight(const Convolution *how);
/* cpu_pool.c */
bool cpu_pool(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner);
bool cpu_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner, const View *dx);
/* cpu_norm.c */
bool cpu_norm_stats(const View *x, const View *mean, const View *var);
bool cpu_norm_apply(const Norm *how, const View *y);
/* cpu_norm_grad.c */
bool cpu_norm_grad(const Norm *how, const View *y, const View *dy, const View *dx, const View *dgamma,
                   const View *dbeta, const View *dadd);
/* cpu_norm_pool.c */
bool cpu_norm_pool(const Norm *how, const Window *window, const View *y, const View *winner);
bool cpu_norm_pool_grad(const Norm *how, const Window *window, const View *dy, const View *winner,
                        const View *dx, const View *dgamma, const View *dbeta);
/* cpu_softmax.c */
bool cpu_softmax(bool log, const View *x, const View *y);
bool cpu_softmax_grad(bool log, const View *y, const View *dy, const View *dx);
/* cpu_dropout.c */
bool cpu_dropout_mask(uint64_t key, float p, const View *out);
/* cpu_optim.c */
bool cpu_sgd(const SgdStep *how, const View *p, const View *grad, const View *velocity);
bool cpu_adam(const AdamStep *how, const View *p, const View *grad, const View *average, const View *square);
/* cpu_adapt.c */
bool cpu_adapt(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
               const View *m);

#endif
