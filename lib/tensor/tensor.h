/* The tensor: numbers in a box with a shape. Making one, reading it, writing it, printing it. (chapter 02) */
#ifndef TENSOR_TENSOR_H
#define TENSOR_TENSOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/scope.h"
#include "kernels/kernels.h"

/* Sizes, outermost first. SHAPE(64, 28, 28, 1) is 64 images of 28 rows, 28 columns and 1 channel. */
typedef struct Shape {
    int n_dims;
    int64_t size[MAX_DIMS];
} Shape;

#define SHAPE(...) \
    ((Shape){.n_dims = (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), .size = {__VA_ARGS__}})

typedef struct Storage Storage; /* a counted payload on one device: storage.h */
typedef struct Node Node;       /* where on the tape a tensor was computed: autograd/tape.h */

typedef struct Tensor {
    Storage *storage; /* shared by all views of the same numbers          */
    union {
        View view; /* what kernels take, and its fields by their own names: */
        struct {
            void *memory;             /* storage's                                        */
            int64_t offset;           /* of this view's first element, in floats          */
            int n_dims;               /* 0 for a scalar                                   */
            int64_t shape[MAX_DIMS];  /* sizes, outermost first                           */
            int64_t stride[MAX_DIMS]; /* in floats; 0 along a stretched axis              */
        };
    };
    struct Tensor *grad;      /* same shape; NULL until tensor_backward reaches it     */
    struct Tensor *grad_room; /* the memory for it, taken when the first op is recorded */
    Node *node;               /* the op that made it; NULL for a leaf                  */
    bool needs_grad;          /* it, or something it was computed from, is a parameter */
    Scope scope;              /* the owner                                             */
    const char *name;         /* "" if it was given none                               */
} Tensor;

/* Tensors are float32, belong to the current scope and die with it. All makers return NULL with ERR_MEMORY
 * when memory runs out and ERR_SHAPE for sizes below 0 or more than MAX_DIMS of them. */
Tensor *tensor_empty(Shape shape); /* contents undefined; as all makers: on the device in use */
Tensor *tensor_zeros(Shape shape);
Tensor *tensor_ones(Shape shape);
Tensor *tensor_full(Shape shape, double value);
Tensor *tensor_scalar(double value); /* no axes, one element */
Tensor *tensor_arange(int64_t n);    /* 0 1 2 ... n-1, n at most 2^24: floats count no further */
Tensor *tensor_rand(Shape shape);    /* torch.rand: uniform in [0, 1), from random_default()       */
Tensor *tensor_randn(Shape shape);   /* torch.randn: normal, mean 0, deviation 1, the same numbers */
/* (n) whole numbers -> (n, n_classes) of 0 and 1; ERR_VALUE for one that is not 0 .. n_classes - 1 */
Tensor *tensor_one_hot(Tensor *labels, int64_t n_classes);

/* From n values in row-major order; ERR_SHAPE when the shape wants another number of them. */
Tensor *tensor_from(Shape shape, const float *values, int64_t n);
/* tensor_of(SHAPE(2, 3), 1, 2, 3, 4, 5, 6) */
#define tensor_of(shape, ...)                          \
    tensor_from((shape), (const float[]){__VA_ARGS__}, \
                (int64_t)(sizeof((const float[]){__VA_ARGS__}) / sizeof(float)))

/* Reading and writing numbers: the only ways between the program's memory and the device's. */
double tensor_item(Tensor *t);           /* the value of a tensor of one element; NaN on error              */
bool tensor_read(Tensor *t, float *out); /* all values in row-major order; out has room for tensor_count(t) */
bool tensor_write(Tensor *t, const float *values); /* the same way back; t must be contiguous */
/* One element: tensor_at(t, i, j, k), counted from 0. NaN on error. Slow on purpose-built devices: read whole
 * tensors there. */
double tensor_at_index(Tensor *t, int n_dims, const int64_t *index);
#define tensor_at(t, ...) \
    tensor_at_index((t), (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (int64_t[]){__VA_ARGS__})

/* Asking. Every op asks the inline ones several times, and a call would take longer than the answer. */
Shape tensor_shape(const Tensor *t);                                   /* no axes for NULL           */
bool tensor_equal(Tensor *a, Tensor *b);                               /* same shape and same values */
bool tensor_all_close(Tensor *a, Tensor *b, double rtol, double atol); /* |a-b| <= atol + rtol*|b| */

/* Number of elements; 0 for NULL. */
static inline int64_t tensor_count(const Tensor *t)
{
    int64_t n = t ? 1 : 0;
    for (int i = 0; t && i < t->n_dims; i++)
        n *= t->shape[i];
    return n;
}

static inline bool tensor_same_shape(const Tensor *a, const Tensor *b)
{
    if (!a || !b || a->n_dims != b->n_dims)
        return false;
    for (int i = 0; i < a->n_dims; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

/* Row-major without gaps. */
static inline bool tensor_is_contiguous(const Tensor *t)
{
    int64_t expected = 1;
    for (int i = t ? t->n_dims - 1 : -1; i >= 0; i--) {
        if (t->shape[i] != 1 && t->stride[i] != expected)
            return false;
        expected *= t->shape[i];
    }
    return t != NULL;
}

/* Changing in place; these are never recorded on the tape, and change every view of the same numbers. */
bool tensor_fill_(Tensor *t, double value);
bool tensor_copy_(Tensor *t, Tensor *from); /* from stretches to t's shape                              */
bool tensor_add_(Tensor *t, Tensor *other,
                 double alpha); /* t += alpha * other: a step of gradient descent, alpha = -lr */

/* A name for prints and error messages; returns t. */
Tensor *tensor_named(Tensor *t, const char *name);

/* "3, 28, 28" in the current scope, for messages; "" for a scalar. */
const char *shape_text(Shape shape);

/* Like PyTorch's print: at most 1000 values, the middle of longer axes as "...". Returns t. tensor_print
 * writes to stdout. */
Tensor *tensor_print(Tensor *t);
Tensor *tensor_fprint(FILE *out, Tensor *t);

/* I will not read this value again: its memory is reused unless the tape or another view still needs it.
 * Shape and place on the tape stay. Optional, it lowers the peak of memory inside a scope. */
void tensor_release(Tensor *t);

/* Close `scope` but let t live on in the scope around it, as a leaf without history. Returns the new header.
 */
Tensor *scope_end_keep(Scope scope, Tensor *t);

#endif
