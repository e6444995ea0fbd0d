/* Softmax along rows against its definition in double: rows from one element to thousands, and extreme ones.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_softmax.h"
#include "tests/reference/reference_view.h"

static const int64_t shapes[][2] = {{1, 1},    {5, 1},    {1, 2},     {700, 2},  {33, 3},
                                    {64, 10},  {12, 16},  {9, 33},    {3, 1000}, {2, 1024},
                                    {2, 1025}, {1, 3001}, {5003, 10}, {40, 1000}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

Test(softmax, forward_and_gradient)
{
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < 2 * SHAPES; i++) {
        const int64_t *shape = shapes[i / 2], rows = shape[0], n = shape[1];
        bool log = i % 2;
        float reach = i % 3 ? 5 : 60;
        Sample x = sample_new(&random, LAYOUT_CONTIGUOUS, 2, shape, -reach, reach);
        Sample dy = sample_new(&random, LAYOUT_CONTIGUOUS, 2, shape, -1, 1);
        Sample y[2], dx[2];
        for (int t = 0; t < 2; t++) {
            threads_set(t + 1);
            y[t] = sample_new(&random, LAYOUT_CONTIGUOUS, 2, shape, 0, 1);
            dx[t] = sample_new(&random, LAYOUT_CONTIGUOUS, 2, shape, 0, 1);
            cr_assert(cpu_softmax(log, &x.view, &y[t].view));
            cr_assert(cpu_softmax_grad(log, &y[t].view, &dy.view, &dx[t].view));
        }
        double *want = malloc((size_t)(2 * n) * sizeof *want), *share = want + n;
        int wrong = 0;
        for (int64_t row = 0; row < rows; row += 1 + rows / 20) {
            const float *from = view_data(&x.view) + row * n;
            reference_softmax(log, from, n, want);
            for (int64_t k = 0; k < n; k++)
                wrong += !(fabs(view_data(&y[0].view)[row * n + k] - want[k]) <= 1e-7 + 1e-6 * fabs(want[k]));
            if (n <= 1000) {
                reference_softmax(false, from, n, share);
                reference_softmax_grad(log, share, view_data(&dy.view) + row * n, n, want);
                for (int64_t k = 0; k < n; k++)
                    wrong += !(fabs(view_data(&dx[0].view)[row * n + k] - want[k]) <= 4e-6);
            }
        }
        cr_expect(eq(int, wrong, 0), "(%d, %d)", (int)rows, (int)n);
        size_t bytes = (size_t)(rows * n) * sizeof(float);
        cr_expect(memcmp(y[0].view.memory, y[1].view.memory, bytes) == 0);
        cr_expect(memcmp(dx[0].view.memory, dx[1].view.memory, bytes) == 0);
        free(want);
        pool_give(x.view.memory);
        pool_give(dy.view.memory);
        for (int t = 0; t < 2; t++) {
            pool_give(y[t].view.memory);
            pool_give(dx[t].view.memory);
        }
    }
}

Test(softmax, extreme_logits)
{
    float x[] = {1000, 0, -1000, 1000, 1e30f, -1e30f, -INFINITY, 3}, y[8];
    View in = {.memory = x, .n_dims = 2, .shape = {4, 2}, .stride = {2, 1}}, out = in;
    out.memory = y;
    const float logs[] = {0, -1000, -2000, 0, 0, -INFINITY, -INFINITY, 0};
    const float shares[] = {1, 0, 0, 1, 1, 0, 0, 1};
    cpu_softmax(true, &in, &out);
    for (int i = 0; i < 8; i++)
        cr_expect(y[i] == logs[i] || (i == 5 && y[i] < -1e30f), "log softmax %d is %g", i, y[i]);
    cpu_softmax(false, &in, &out);
    for (int i = 0; i < 8; i++)
        cr_expect(y[i] == shares[i], "softmax %d is %g", i, y[i]);
    x[0] = NAN;
    cpu_softmax(false, &in, &out);
    cr_expect(isnan(y[0]) && isnan(y[1]) && y[2] == 0, "one NaN spoils its row, and no other");
}
