/* Exercise 02.4, fill and measure: einsum 'ik,kj', the product of two matrices, and what it costs. */
#ifndef EX4_EINSUM_H
#define EX4_EINSUM_H

#include "chapters/exercise.h"

#include <stdint.h>

/* In einsum 'ik,kj' the letters name the axes of the two inputs. i and j stay, they are the axes of the
 * output; k stands in both inputs and not in the output, so the products are summed over it:
 *
 *     out[i][j] = sum over k of a[i][k] * b[k][j]
 *
 *   a         (n_i, n_k) numbers, row after row
 *   b         (n_k, n_j)
 *   out       (n_i, n_j), written and not read: whatever it holds before is gone; all 0 when n_k is 0
 *   returns   how many multiplications your loops did: count them while they happen */
int64_t einsum_ik_kj(const float *a, const float *b, float *out, int64_t n_i, int64_t n_k, int64_t n_j);

#endif
