/* The differentiable operations. Each is in ops_*.c with its backward directly above it. (chapters 02, 06,
 * 13)
 *
 * All of them make a new tensor in the current scope, return NULL when an input is NULL, and set ERR_SHAPE
 * with both shapes when sizes do not fit. Gradients flow to every tensor argument unless it says otherwise.
 * "like numpy" means: two shapes are aligned at their last axis, and a size of 1 or a missing axis is
 * stretched. */
#ifndef AUTOGRAD_OPS_H
#define AUTOGRAD_OPS_H

#include "autograd/tape.h"
#include "tensor/compare.h"
#include "tensor/raw.h"

/* Arithmetic, elementwise, stretched like numpy: ops_arithmetic.c */
Tensor *tensor_add(Tensor *a, Tensor *b);
Tensor *tensor_sub(Tensor *a, Tensor *b);
Tensor *tensor_mul(Tensor *a, Tensor *b);
Tensor *tensor_div(Tensor *a, Tensor *b);
Tensor *tensor_maximum(Tensor *a, Tensor *b); /* ties: half the gradient to each */
Tensor *tensor_minimum(Tensor *a, Tensor *b);
Tensor *tensor_pow(Tensor *x, double exponent);
Tensor *tensor_add_scalar(Tensor *x, double value);
Tensor *tensor_mul_scalar(Tensor *x, double value);
Tensor *tensor_neg(Tensor *x);
Tensor *tensor_abs(Tensor *x); /* slope 0 at 0                     */
Tensor *tensor_square(Tensor *x);
Tensor *tensor_sqrt(Tensor *x);
Tensor *tensor_exp(Tensor *x);
Tensor *tensor_log(Tensor *x); /* natural                          */
Tensor *tensor_clamp(Tensor *x, double low, double high);

/* Activation functions: ops_activation.c */
Tensor *tensor_relu(Tensor *x);                     /* max(0, x), slope 0 at 0          */
Tensor *tensor_leaky_relu(Tensor *x, double slope); /* x > 0 ? x : slope * x            */
Tensor *tensor_gelu(Tensor *x);                     /* x * Phi(x), exact                */
Tensor *tensor_sigmoid(Tensor *x);
Tensor *tensor_tanh(Tensor *x);
Tensor *tensor_softmax(Tensor *x, int axis); /* -1: the last axis                */
Tensor *tensor_log_softmax(Tensor *x, int axis);
/* Each element 0 with probability p, else x / (1 - p). Random numbers from the thread's default generator. */
Tensor *tensor_dropout(Tensor *x, double p);

/* Reductions: ops_reduce.c. tensor_mean(x, AXIS1 | AXIS2) drops axes 1 and 2; ALL_AXES gives a scalar. The
 * _keep forms leave size 1 in their place, ready to stretch again. */
Tensor *tensor_sum(Tensor *x, Axes axes);
Tensor *tensor_mean(Tensor *x, Axes axes);
Tensor *tensor_max(Tensor *x, Axes axes); /* equal maxima share the gradient  */
Tensor *tensor_min(Tensor *x, Axes axes);
Tensor *tensor_var(Tensor *x, Axes axes); /* divides by n, not by n - 1       */
Tensor *tensor_sum_keep(Tensor *x, Axes axes);
Tensor *tensor_mean_keep(Tensor *x, Axes axes);

/* Shape: ops_shape.c. Views share the numbers of x where they can. */
Tensor *tensor_reshape(Tensor *x, Shape shape);                      /* one size may be -1: worked out   */
Tensor *tensor_flatten(Tensor *x, int from_axis);                    /* axes from_axis.. become one      */
Tensor *tensor_permute(Tensor *x, Shape order);                      /* SHAPE(0, 3, 1, 2): NHWC to NCHW  */
Tensor *tensor_transpose(Tensor *x);                                 /* (m, n) -> (n, m)                 */
Tensor *tensor_slice(Tensor *x, int axis, int64_t from, int64_t to); /* [from, to)           */
Tensor *tensor_index(Tensor *x, int64_t i);                          /* x[i]: axis 0 disappears          */
Tensor *tensor_unsqueeze(Tensor *x, int axis);                       /* a new axis of size 1             */
Tensor *tensor_squeeze(Tensor *x, int axis);                         /* an axis of size 1 disappears     */
Tensor *tensor_expand(Tensor *x, Shape shape);                       /* stretched like numpy, no copy    */
Tensor *tensor_contiguous(Tensor *x);                                /* a row-major copy if it was not   */
Tensor *tensor_cat(Tensor **parts, int n, int axis);                 /* joined along an axis             */
Tensor *tensor_stack(Tensor **parts, int n);                         /* joined along a new first axis    */
Tensor *tensor_gather(Tensor *x, Tensor *rows); /* x[rows]: (n, ...), (m) -> (m, ...); gradient to x */

/* Products: ops_matmul.c */
/* (m, k) x (k, n) -> (m, n).  cost 2*m*k*n operations. (chapter 02) */
Tensor *tensor_matmul(Tensor *a, Tensor *b);
/* x (n, in), weight (out, in), bias (out) or NULL -> (n, out): x . weight^T + bias, as
 * torch.nn.functional.linear. (chapter 09) */
Tensor *tensor_linear(Tensor *x, Tensor *weight, Tensor *bias);

/* Images, (n, h, w, c): ops_conv.c, ops_pool.c */
typedef struct Conv {
    int stride;        /* 0 means 1         */
    int pad;           /* pixels, all sides */
    ConvMethod method; /* CONV_AUTO, or forced, for its gradients too */
    Tensor *add;       /* of the result's shape, is added to it; or NULL */
    Activation act;    /* ACT_NONE or ACT_RELU, applied last             */
    Tensor *packed; /* room for the weight in the order in which the kernel reads it, filled when the images'
                       size changes, so that weights that stay the same are ordered once; or NULL */
} Conv;
/* Convolution of a stack of images, and what usually follows it, in one kernel. (chapter 13)
 *
 *   x        (n, h, w, c)
 *   weight   (k, kh, kw, c)      bias (k) or NULL
 *   returns  act(conv(x) + bias + add): (n, h2, w2, k), h2 = (h + 2*pad - kh) / stride + 1
 *   errors   ERR_SHAPE: channels differ, or the kernel is larger than the padded image;
 *            ERR_VALUE: a method that does not take this window or stride
 *   cost     2*n*h2*w2*k * kh*kw*c operations; one packed block per thread, no im2col buffer;
 *            Winograd's methods need down to a quarter of them, and 36/9 of the weights' memory meanwhile */
Tensor *tensor_conv(Tensor *x, Tensor *weight, Tensor *bias, Conv how);

typedef struct Pool {
    int size;   /* of the window, in pixels                                                      */
    int stride; /* 0 means size                                                                  */
    int pad;    /* max: never wins; average: counts as zeros                                     */
    bool ceil;  /* round the output's size up: the last window, or the only one, may hang over   */
} Pool;
/* -> (n, h2, w2, c). The largest or the mean of each window; for the largest, also for that of
 * tensor_adaptive_max_pool, h * w is at most 2^24. */
Tensor *tensor_max_pool(Tensor *x, Pool how);
Tensor *tensor_avg_pool(Tensor *x, Pool how);
/* To (n, h2, w2, c) whatever the input's size. */
Tensor *tensor_adaptive_avg_pool(Tensor *x, int h2, int w2);
Tensor *tensor_adaptive_max_pool(Tensor *x, int h2, int w2);

/* Normalisation over all axes but the last: ops_norm.c. (chapter 14; Ioffe and Szegedy 2015) */
typedef struct BatchNorm {
    float eps;      /* 0 means 1e-5                                                     */
    float momentum; /* 0 means 0.1: running = 0.9 * running + 0.1 * batch               */
    bool train;     /* use and remember the batch's statistics, else the running ones   */
    Tensor *add;    /* NULL, or of x's shape: added to the result; gets a gradient too  */
    Activation act; /* ACT_RELU: applied last                                           */
} BatchNorm;
/* x (..., c); gamma, beta (c) scale and shift; running_mean, running_var (c) are updated in place in training
 * (var with n - 1). With .add and .act one op does what three would, and costs what the normalisation alone
 * does: memory is the limit, not arithmetic. Of what it computed, backward keeps the statistics, and with
 * .add and .act the result. In training without .add, an op that saves the result, as a convolution does,
 * does not keep it either: backward computes it again, one pass over x for a tensor less. So release x and
 * the result early. */
Tensor *tensor_batch_norm(Tensor *x, Tensor *gamma, Tensor *beta, Tensor *running_mean, Tensor *running_var,
                          BatchNorm how);
/* The same, and a max pool of its result. In training, without .add, they are one op: what would lie between,
 * in a net for large pictures the largest tensor of all, is never stored. x (n, h, w, c) -> (n, h2, w2, c) */
Tensor *tensor_batch_norm_pool(Tensor *x, Tensor *gamma, Tensor *beta, Tensor *running_mean,
                               Tensor *running_var, BatchNorm how, Pool pool);

/* Losses as ops; nn/loss.h has them under their usual names. x (n, classes) of log-probabilities, labels (n)
 * -> (n): -x[i, label[i]]. */
Tensor *tensor_nll(Tensor *log_probabilities, Tensor *labels);
/* Binary cross-entropy of sigmoid(logits) per element; target has the same shape, values in [0, 1], and gets
 * no gradient. */
Tensor *tensor_bce(Tensor *logits, Tensor *target);

#endif
