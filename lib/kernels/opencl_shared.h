/* What host and device hand each other, in the words that C and OpenCL C have in common: both compilers read
 * this file, so the two sides cannot drift apart. Only int and float: they are the same everywhere. */
#ifndef KERNELS_OPENCL_SHARED_H
#define KERNELS_OPENCL_SHARED_H

enum { WALK_DIMS = 6, WALK_OPERANDS = 3 };

/* Nested loops over operands of one shape: how a work item finds its element in each of them. */
typedef struct Walk {
    int n_dims; /* 0: one element                          */
    int count;  /* of all elements                         */
    int flat;   /* element i is at i in every operand      */
    int size[6];
    int stride[3][6];
} Walk;

/* c = a x b, where a and b may be matrices, or made from images while they are read (opencl_product.cl). A
 * sum has runs * run terms; term (r, j) of it stands at r * run + j. */
typedef struct Product {
    int m, n, runs, run;
    int splits;     /* parts of each sum that different groups make          */
    int a_row, a_k; /* a matrix a: floats from row to row, from term to term */
    int b_k, b_col; /* a matrix b, likewise                                  */
    int c_row;
    int has_bias, has_add, relu;
    /* Windows on images: position (y, x) of an image starts at row y * step_y - top, float x * step_q -
       left of that row. */
    int h, row_floats; /* of the images                       */
    int rows, cols;    /* positions down and across an image  */
    int window_row;    /* floats in a row of the window       */
    int step_y, top, step_q, left;
    /* The gradient of the input, from every `stride`-th weight, last one first, and to every stride-th pixel.
     */
    int kh, kw, channels, k_out;
    int last_y, last_x, stride, phase_y, phase_x, out_h, out_w;
} Product;

/* Pooling: kinds as in PoolKind. */
typedef struct PoolPlan {
    int adaptive, max, has_winner;
    int n, h, w, c, h2, w2;
    int height, width, stride, pad;
} PoolPlan;

/* A pass over the columns of (rows, c) in chunks of `each` rows. */
typedef struct NormPlan {
    int rows, c, chunks, each;
    int has_add, relu, by_y;
    float eps;
} NormPlan;

/* Pictures of one size to pictures of another; picture.h has what happens to each. */
typedef struct PicturesPlan {
    int n, h, w, c, h2, w2;
    int small_h, small_w, around;
    float mean[3], std[3];
} PicturesPlan;

/* A step of an optimiser, prepared in double on the host. */
typedef struct StepPlan {
    float lr, lr_grad, eps;
    float old1, new1, old2, new2;
    float root, shrink, decay;
} StepPlan;

/* The kernels that use numbers from outside as places, and what one writes where such a number is no place:
 * {1, entry, position, number, how many}. */
enum { FAULT_GATHER, FAULT_SCATTER_ADD, FAULT_PICK, FAULT_PICK_GRAD };
enum { FAULT_SIZE = 5 };

#endif
