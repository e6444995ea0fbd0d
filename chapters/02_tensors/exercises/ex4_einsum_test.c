/* The tests of exercise 02.4. */
#include "ex4_einsum.h"

#include "autograd/ops.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <math.h>

Test(einsum, two_by_two)
{
    const float a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8}, wanted[] = {19, 22, 43, 50};
    float out[4] = {0};
    einsum_ik_kj(a, b, out, 2, 2, 2);
    for (int i = 0; i < 4; i++)
        cr_assert(
            out[i] == wanted[i],
            "[1 2; 3 4] times [5 6; 7 8]: out[%d][%d] is %g, not %g. Row %d of a goes against column %d of b",
            i / 2, i % 2, (double)wanted[i], (double)out[i], i / 2, i % 2);
}

Test(einsum, sizes_that_differ)
{
    enum { I = 3, K = 5, J = 4 };
    float a[I * K], b[K * J], out[I * J] = {0}, wanted[I * J];
    for (int n = 0; n < I * K; n++)
        a[n] = (float)(n % 7) - 3;
    for (int n = 0; n < K * J; n++)
        b[n] = (float)(n % 5) - 2;
    einsum_ik_kj(a, b, out, I, K, J);

    Tensor *product = tensor_matmul(tensor_from(SHAPE(I, K), a, I * K), tensor_from(SHAPE(K, J), b, K * J));
    cr_assert(tensor_read(product, wanted), "the library's own product failed: nothing that you did");
    for (int n = 0; n < I * J; n++)
        cr_assert(out[n] == wanted[n],
                  "(3, 5) times (5, 4): out[%d][%d] is %g, not %g. The rows of a are n_k apart, those of b "
                  "and out n_j",
                  n / J, n % J, (double)wanted[n], (double)out[n]);
}

Test(einsum, out_is_only_written)
{
    const float a[] = {1, 2}, b[] = {3, 4};
    float out[] = {-1000, NAN, -1000}; /* the neighbours are nobody's business */
    einsum_ik_kj(a, b, out + 1, 1, 2, 1);
    cr_assert(
        out[1] == 11,
        "(1, 2) times (2, 1): the answer is 11, not %g. Does the sum begin at 0, whatever out held before?",
        (double)out[1]);
    cr_assert(out[0] == -1000 && out[2] == -1000, "out has a single element here, and you wrote next to it");
}

Test(einsum, nothing_to_sum)
{
    float out[] = {7, 7};
    int64_t multiplications = einsum_ik_kj(NULL, NULL, out, 1, 0, 2);
    cr_assert(out[0] == 0 && out[1] == 0, "n_k is 0: a sum of nothing is 0, and out holds %g and %g",
              (double)out[0], (double)out[1]);
    cr_assert(multiplications == 0, "n_k is 0: nothing is multiplied, and you counted %" PRId64,
              multiplications);
}

Test(einsum, what_it_costs)
{
    const float ones[20] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    float out[12];
    int64_t multiplications = einsum_ik_kj(ones, ones, out, 3, 5, 4);
    cr_assert(multiplications == 60,
              "(3, 5) times (5, 4): you counted %" PRId64
              ". Each of the 12 outputs sums over all of k, one multiplication each",
              multiplications);
}
