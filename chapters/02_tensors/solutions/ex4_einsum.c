/* A solution of exercise 02.4. */
#include "ex4_einsum.h"

int64_t einsum_ik_kj(const float *a, const float *b, float *out, int64_t n_i, int64_t n_k, int64_t n_j)
{
    int64_t multiplications = 0; /* n_i * n_k * n_j in the end: what chapter 02 divides by the seconds */
    for (int64_t i = 0; i < n_i; i++) {
        for (int64_t j = 0; j < n_j; j++) {
            float sum = 0;
            for (int64_t k = 0; k < n_k; k++) {
                sum += a[i * n_k + k] * b[k * n_j + j];
                multiplications++;
            }
            out[i * n_j + j] = sum;
        }
    }
    return multiplications;
}
