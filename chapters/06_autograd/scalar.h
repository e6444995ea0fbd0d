/* The smallest tape that works: one number per node, in double precision. */
#ifndef SCALAR_H
#define SCALAR_H

/* A number and where it came from. */
typedef struct Scalar {
    double value;
    double gradient;        /* how fast the last number rises with this one, after scalar_backward */
    struct Scalar *from[2]; /* what it was computed from; NULL where there is nothing              */
    double slope[2];        /* how fast it rises with each of these                                */
} Scalar;

Scalar *scalar_of(double value); /* a number that was not computed */

Scalar *scalar_add(Scalar *a, Scalar *b);
Scalar *scalar_sub(Scalar *a, Scalar *b);
Scalar *scalar_mul(Scalar *a, Scalar *b);
Scalar *scalar_div(Scalar *a, Scalar *b);
Scalar *scalar_maximum(Scalar *a, Scalar *b);

Scalar *scalar_square(Scalar *x);
Scalar *scalar_sqrt(Scalar *x);
Scalar *scalar_exp(Scalar *x);
Scalar *scalar_log(Scalar *x);
Scalar *scalar_abs(Scalar *x);
Scalar *scalar_relu(Scalar *x);
Scalar *scalar_gelu(Scalar *x);
Scalar *scalar_sigmoid(Scalar *x);
Scalar *scalar_tanh(Scalar *x);

/* The gradient of `last` in every number on the tape. Once for what was computed since scalar_forget. */
void scalar_backward(Scalar *last);

/* An empty tape: all numbers so far are gone. */
void scalar_forget(void);

#endif
