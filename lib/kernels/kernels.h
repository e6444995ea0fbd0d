/* The table of kernels: the only door from the library to the numbers. Everything above this folder asks for
 * work through the table of a device and never sees a pointer into a tensor, so that a GPU can stand behind
 * it. (chapter 15)
 *
 * Conventions. A View describes a tensor inside device memory. Shapes are checked by the caller; kernels
 * trust them. Outputs never overlap inputs unless a comment says so. "contiguous" means row-major without
 * gaps. A kernel returns false with an error set when its device fails or memory runs out. Results do not
 * depend on the number of threads. */
#ifndef KERNELS_KERNELS_H
#define KERNELS_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/picture.h"
#include "kernels/steps.h"
#include "kernels/view.h"

/* out = f(x); p and q are the op's parameters. */
typedef enum {
    MAP_AFFINE,     /* p * x + q               */
    MAP_ABS,        /* |x|                     */
    MAP_SQRT,       /*                         */
    MAP_EXP,        /*                         */
    MAP_LOG,        /*                         */
    MAP_POW,        /* x ^ p                   */
    MAP_CLAMP,      /* max(p, min(q, x))       */
    MAP_RELU,       /* max(0, x)               */
    MAP_LEAKY_RELU, /* x > 0 ? x : p * x       */
    MAP_GELU,       /* x * Phi(x), exact (erf) */
    MAP_SIGMOID,    /* 1 / (1 + e^-x)          */
    MAP_TANH,       /*                         */
} MapOp;

/* out = f(a, b), both of out's shape (stretched by stride 0 where they were smaller). NaN passes through
 * arithmetic; comparisons give 1 or 0. */
typedef enum {
    ZIP_ADD,
    ZIP_SUB,
    ZIP_MUL,
    ZIP_DIV,
    ZIP_POW,
    ZIP_MAX,
    ZIP_MIN,
    ZIP_EQ,
    ZIP_NE,
    ZIP_LT,
    ZIP_LE,
    ZIP_GT,
    ZIP_GE,
    ZIP_AXPY, /* a + p * b                                                                   */
    /* Slopes: a is the gradient of the output, b the input x or the output y of the op; the result is the
       gradient of x. */
    ZIP_ABS_GRAD,        /* b = x:  a * sign(x), 0 at 0                                                 */
    ZIP_SQRT_GRAD,       /* b = y:  a / (2 y)                                                           */
    ZIP_POW_GRAD,        /* b = x:  a * p * x^(p-1)                                                     */
    ZIP_CLAMP_GRAD,      /* b = x:  a where p <= x <= q, else 0                                         */
    ZIP_RELU_GRAD,       /* b = y:  a where y > 0, else 0                                               */
    ZIP_LEAKY_RELU_GRAD, /* b = x:  a where x > 0, else p * a                                           */
    ZIP_GELU_GRAD,       /* b = x                                                                       */
    ZIP_SIGMOID_GRAD,    /* b = y:  a * y * (1 - y)                                                     */
    ZIP_TANH_GRAD,       /* b = y:  a * (1 - y^2)                                                       */
} ZipOp;

typedef enum { REDUCE_SUM, REDUCE_MAX, REDUCE_MIN } ReduceOp;

typedef enum { ACT_NONE, ACT_RELU } Activation;

/* c = act(a x b + bias + add). */
typedef struct Gemm {
    const View *a;    /* (m, k), one of its strides is 1              */
    const View *b;    /* (k, n), one of its strides is 1              */
    const View *c;    /* (m, n), stride[1] == 1                       */
    const View *bias; /* (n) contiguous, or NULL                      */
    const View *add;  /* (m, n) of c's strides, may be c, or NULL     */
    Activation act;   /* applied last                                 */
} Gemm;

/* y = act((x - mean) / sqrt(var + eps) gamma + beta + add): columns of a matrix at one scale, with what often
 * follows. All contiguous. */
typedef struct Norm {
    const View *x;                         /* (rows, c)         */
    const View *mean, *var, *gamma, *beta; /* (c)               */
    const View *add;                       /* (rows, c) or NULL */
    float eps;
    Activation act;
} Norm;

/* Where a window slides over an image: convolution and pooling share it. */
typedef struct Window {
    int height, width; /* of the kernel or pooling window, in pixels           */
    int stride;        /* >= 1                                                 */
    int pad;           /* pixels of zeros around the image, >= 0               */
} Window;

/* How a convolution is computed: sums as the definition has them, or Winograd's F(2x2, 3x3) and F(4x4, 3x3),
 * which need 2.25 and 4 times fewer multiplications and are off by less than 1e-5 and 5e-5 of the largest
 * result on a ResNet's layers. They take 3 x 3 windows of stride 1 and pad 0..2 only. CONV_AUTO chooses by
 * the sizes (cpu_conv_method.c), the others force. (chapter 15) */
typedef enum { CONV_AUTO, CONV_DIRECT, CONV_WINOGRAD_2, CONV_WINOGRAD_4 } ConvMethod;

/* y = act(x convolved with weight + bias + add). A gradient reads dy from y, and writes dx or dweight. */
typedef struct Convolution {
    Window window;
    ConvMethod method;
    const View *x;      /* (n, h, w, c)                             */
    const View *weight; /* (k, kh, kw, c)                           */
    const View *y;      /* (n, h2, w2, k); all contiguous           */
    const View *bias;   /* (k), or NULL; only forward               */
    const View *add;    /* y's shape, may be y, or NULL; likewise   */
    Activation act;     /* applied last; likewise                   */
    bool adds;          /* conv_grad_input adds to what x holds     */
    const View *packed; /* what conv_pack has made of weight, or NULL: conv does it each time; likewise */
} Convolution;

typedef enum {
    POOL_MAX,          /* padding never wins                                                     */
    POOL_AVG,          /* padding counts as zeros, as in PyTorch's default                       */
    POOL_ADAPTIVE_MAX, /* window i covers rows floor(i*h/h2) .. ceil((i+1)*h/h2); Window ignored */
    POOL_ADAPTIVE_AVG,
} PoolKind;

/* y = (x, each picture moved, bent and lit as its plan says - mean) / std, per channel; then noise where the
 * plan erases. All contiguous. */
typedef struct Augmentation {
    const View *x, *y;             /* (n, h, w, c) of numbers in 0..1, c 1 or 3, to (n, h2, w2, c)         */
    const View *plan;              /* (n, PICTURE_PLAN)                                                    */
    int small_height, small_width; /* that of x averaged down, for the plans that want it; 0: none does    */
    int around;                    /* a picture: 0 its mirror image, 1 its edge, 2 black; vision's PadMode */
    float mean[3], std[3];
} Augmentation;

typedef struct Kernels {
    const char *name; /* "cpu" */

    /* Memory. `take` gives room for n floats, contents undefined. */
    void *(*take)(int64_t n);
    void (*give)(void *memory);
    bool (*upload)(void *memory, int64_t offset, const float *from, int64_t n);
    bool (*download)(const void *memory, int64_t offset, float *to, int64_t n);

    /* Seconds that the device has worked, from some start on; what was asked for before is finished then. A
     * CPU always works: its clock is the clock. */
    double (*clock)(void);

    /* Elementwise; any strides. map and zip may write over an input that has exactly out's view. */
    bool (*fill)(const View *out, float value);
    bool (*copy)(const View *x, const View *out);
    bool (*map)(MapOp op, float p, float q, const View *x, const View *out);
    bool (*zip)(ZipOp op, float p, float q, const View *a, const View *b, const View *out);

    /* Reductions. out has x's n_dims, and size 1 along the axes that are summed. */
    bool (*reduce)(ReduceOp op, const View *x, const View *out);
    bool (*argmax)(const View *x,
                   const View *out); /* x (rows, n) any strides, out (rows): first index of the largest */

    /* Rows by number: index (m) holds whole numbers in [0, n), ERR_VALUE if not. table (n, width), rows
     * (m, width), all contiguous. scatter_add: table[index[i]] += rows[i]. */
    bool (*gather)(const View *table, const View *index, const View *rows);
    bool (*scatter_add)(const View *rows, const View *index, const View *table);
    /* One element per row: x (rows, n), index (rows), out (rows). */
    bool (*pick)(const View *x, const View *index, const View *out);
    bool (*pick_grad)(const View *dout, const View *index, const View *dx); /* dx is zero elsewhere */

    bool (*gemm)(const Gemm *how);

    bool (*conv)(const Convolution *how); /* writes y                  */
    /* For weights that stay the same: bring them into the order in which conv reads them once for all calls
     * with images of one size. packed is contiguous and has room for conv_packed_size floats; that number is
     * different for each order. */
    int64_t (*conv_packed_size)(const Convolution *how);
    bool (*conv_pack)(const Convolution *how);        /* writes packed */
    bool (*conv_grad_input)(const Convolution *how);  /* writes x, or adds to it   */
    bool (*conv_grad_weight)(const Convolution *how); /* writes weight             */

    /* Pooling. x (n, h, w, c), y (n, h2, w2, c), contiguous; winner has y's shape and holds h*width + w of
     * the largest (max kinds only, else NULL). */
    bool (*pool)(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner);
    bool (*pool_grad)(PoolKind kind, const Window *window, const View *dy, const View *winner,
                      const View *dx);

    /* Normalisation of the columns of x (rows, c). */
    bool (*norm_stats)(const View *x, const View *mean, const View *var); /* var divides by rows */
    bool (*norm_apply)(const Norm *how, const View *y);
    /* Gradients of norm_stats and norm_apply together. Behind an addition with ACT_RELU, y is what norm_apply
     * gave and dadd gets the gradient of `add`; else both are NULL and not used. dx may be written where x or
     * dy is, dadd where dy is (then dx not there). */
    bool (*norm_grad)(const Norm *how, const View *y, const View *dy, const View *dx, const View *dgamma,
                      const View *dbeta, const View *dadd);
    /* norm_apply and a max pool as one; x is (n, h, w, c), without `add`; y, dy and winner as of pool. What
     * comes from norm_apply is not kept by devices that can do without. dx may be written where x is. */
    bool (*norm_pool)(const Norm *how, const Window *window, const View *y, const View *winner);
    bool (*norm_pool_grad)(const Norm *how, const Window *window, const View *dy, const View *winner,
                           const View *dx, const View *dgamma, const View *dbeta);

    /* Softmax along the rows of x (rows, n), contiguous; y is its logarithm when `log`. The gradient needs
     * only y. */
    bool (*softmax)(bool log, const View *x, const View *y);
    bool (*softmax_grad)(bool log, const View *y, const View *dy, const View *dx);

    /* Element i becomes 0 with probability p, else 1/(1-p): block i/4 of Philox with this key. */
    bool (*dropout_mask)(uint64_t key, float p, const View *out);

    /* NULL on the CPU: there the threads of a loader do it, while the net learns (vision/augment.h). */
    bool (*augment)(const Augmentation *how);

    /* Optimisers, one pass; all contiguous and of one shape. velocity may be NULL without momentum. */
    bool (*sgd)(const SgdStep *how, const View *p, const View *grad, const View *velocity);
    bool (*adam)(const AdamStep *how, const View *p, const View *grad, const View *average,
                 const View *square);
    /* NULL for those of a, s and m that the rule does not use. */
    bool (*adapt)(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
                  const View *m);
} Kernels;

/* The plain CPU, always there. */
extern const Kernels kernels_cpu;

#endif
