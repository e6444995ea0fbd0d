/* The matrix product in three loops and double precision. */
#include "tests/reference/reference_gemm.h"

#include <math.h>

static double element(const View *view, int64_t i, int64_t j)
{
    return ((const float *)view->memory)[view->offset + i * view->stride[0] + j * view->stride[1]];
}

void reference_gemm(const Gemm *how, double *c, double *size)
{
    int64_t m = how->c->shape[0], n = how->c->shape[1], k = how->a->shape[1];
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double add = how->add ? element(how->add, i, j) : 0;
            double bias = how->bias ? ((const float *)how->bias->memory)[how->bias->offset + j] : 0;
            double sum = add + bias, absolute = fabs(add) + fabs(bias);
            for (int64_t p = 0; p < k; p++) {
                double product = element(how->a, i, p) * element(how->b, p, j);
                sum += product;
                absolute += fabs(product);
            }
            c[i * n + j] = how->act == ACT_RELU && sum < 0 ? 0 : sum;
            if (size)
                size[i * n + j] = absolute;
        }
}
