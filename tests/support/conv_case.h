/* Convolutions to test with: operands with random numbers, and every pass against its definition in double
 * precision. */
#ifndef SUPPORT_CONV_CASE_H
#define SUPPORT_CONV_CASE_H

#include <stddef.h>

#include "base/random.h"
#include "kernels/kernels.h"

/* One convolution: operands, and room for what comes out. */
typedef struct ConvCase {
    View x, weight, bias, add, dy;
    Convolution how;
} ConvCase;

/* `bits`: with bias, with something to add (x's gradient to what is there), with ReLU. */
void conv_case_new(ConvCase *c, Stream *random, Window window, int64_t n, int64_t h, int64_t w, int64_t in,
                   int64_t out, int bits);
void conv_case_free(ConvCase *c);

/* All passes, by every method from the first to the last one given, with one thread and with nine. */
void conv_case_check(ConvCase *c, ConvMethod first, ConvMethod last);

/* A pass by its kernel, its judge, and the operand that it writes. */
typedef struct ConvCasePass {
    const char *name;
    bool (*kernel)(const Convolution *how);
    void (*judge)(const Convolution *how, double *result, double *size);
    size_t result;
} ConvCasePass;

enum { CONV_CASE_PASSES = 3 };
extern const ConvCasePass conv_case_passes[CONV_CASE_PASSES];

const View **conv_case_result(const ConvCasePass *pass, Convolution *how);

/* The largest absolute value of n. */
double conv_case_largest(const double *values, int64_t n);

#endif
