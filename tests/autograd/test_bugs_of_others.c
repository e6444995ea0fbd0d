/* Mistakes found in other libraries and courses, as tests that ours must pass. */
#include "autograd/ops.h"
#include "base/random.h"
#include "tests/support/expect.h"

/* kann: padding only on one side gave 4 6 4 / 4 6 4 / 2 3 2. */
Test(bugs_of_others, padding_is_on_all_sides)
{
    Tensor *image = tensor_ones(SHAPE(1, 3, 3, 1)), *kernel = tensor_ones(SHAPE(1, 3, 3, 1));
    EXPECT_VALUES(tensor_conv(image, kernel, NULL, (Conv){.pad = 1}), 4, 6, 4, 6, 9, 6, 4, 6, 4);
}

/* darknet: 1 x 1 kernels forgot their stride and gave 0 1 2 3. */
Test(bugs_of_others, a_kernel_of_one_pixel_has_a_stride)
{
    Tensor *image = tensor_reshape(tensor_arange(16), SHAPE(1, 4, 4, 1)),
           *kernel = tensor_ones(SHAPE(1, 1, 1, 1));
    EXPECT_VALUES(tensor_conv(image, kernel, NULL, (Conv){.stride = 2}), 0, 2, 8, 10);
    tensor_requires_grad(image);
    cr_assert(tensor_backward(tensor_sum(tensor_conv(image, kernel, NULL, (Conv){.stride = 2}), ALL_AXES)));
    EXPECT_VALUES(image->grad, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
}

/* A quadratic fitted to 20 noisy points, as in notebook 04 of the course of 2022, which forgets to clear the
 * gradients: the ten losses it prints come out only if they pile up. */
static void fit_quadratic(bool clear, const double *expected, int n_expected)
{
    enum { N = 20 };
    Random random;
    random_init(&random, 42);
    float x[N], y[N], noise[2 * N];
    for (int i = 0; i < 2 * N; i++)
        noise[i] = (float)random_numpy_normal(&random);
    for (int i = 0; i < N; i++) {
        x[i] = (float)(-2 + 4.0 * i / (N - 1));
        float clean = 3 * x[i] * x[i] + 2 * x[i] + 1;
        y[i] = clean * (1 + 0.15f * noise[i]) + 1.5f * noise[N + i];
    }
    Tensor *points = tensor_from(SHAPE(N), x, N), *wanted = tensor_from(SHAPE(N), y, N);
    Tensor *abc = tensor_requires_grad(tensor_full(SHAPE(3), 1.1));
    for (int step = 0; step <= n_expected; step++) {
        Scope scope = scope_begin();
        Tensor *a = tensor_index(abc, 0), *b = tensor_index(abc, 1), *c = tensor_index(abc, 2);
        Tensor *curve =
            tensor_add(tensor_add(tensor_mul(a, tensor_square(points)), tensor_mul(b, points)), c);
        Tensor *loss = tensor_mean(tensor_abs(tensor_sub(curve, wanted)), ALL_AXES);
        cr_assert(tensor_backward(loss));
        if (step == 0) {
            cr_expect(epsilon_eq(dbl, tensor_item(loss), 2.4219, 5e-5));
            cr_expect(tensor_all_close(abc->grad, tensor_of(SHAPE(3), -1.3529f, -.0316f, -.5000f), 0, 5e-5));
        } else {
            cr_expect(epsilon_eq(dbl, tensor_item(loss), expected[step - 1], 0.005), "step %d", step);
        }
        tensor_add_(abc, abc->grad, -0.01);
        if (clear)
            tensor_zero_grad(abc);
        scope_end(scope);
    }
}

Test(bugs_of_others, forgetting_to_clear_the_gradients)
{
    static const double piled_up[] = {2.40, 2.36, 2.30, 2.21, 2.11, 1.98, 1.85, 1.72, 1.58, 1.46};
    static const double cleared[] = {2.40, 2.38, 2.36, 2.34};
    fit_quadratic(false, piled_up, 10);
    fit_quadratic(true, cleared, 4);
}
