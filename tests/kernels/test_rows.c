/* gather, scatter_add, pick and its gradient against their definitions. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_view.h"

static Sample indices(Stream *random, int64_t m, int64_t n)
{
    Sample index = sample_new(random, LAYOUT_CONTIGUOUS, 1, &m, 0, 1);
    for (int64_t i = 0; i < m; i++)
        view_data(&index.view)[i] = (float)stream_below(random, n);
    return index;
}

Test(rows, gather_and_scatter_add)
{
    static const int64_t sizes[][3] = {{1, 1, 1}, {5, 7, 3}, {3, 200, 17}, {40, 1, 64}, {100, 3000, 50}};
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < 5; i++) {
        int64_t n = sizes[i][0], m = sizes[i][1], width = sizes[i][2];
        Sample table = sample_new(&random, LAYOUT_CONTIGUOUS, 2, (const int64_t[]){n, width}, -1, 1);
        Sample rows = sample_new(&random, LAYOUT_CONTIGUOUS, 2, (const int64_t[]){m, width}, -1, 1);
        Sample index = indices(&random, m, n);
        const float *at = view_data(&index.view);

        Sample sums[2];
        for (int threads = 1; threads <= 2; threads++) {
            threads_set(threads);
            sums[threads - 1] = sample_new(&random, LAYOUT_CONTIGUOUS, 2, (const int64_t[]){n, width}, 0, 1);
            cr_assert(cpu_copy(&table.view, &sums[threads - 1].view));
            cr_assert(cpu_scatter_add(&rows.view, &index.view, &sums[threads - 1].view));
        }
        int wrong = 0;
        for (int64_t row = 0; row < n; row++)
            for (int64_t k = 0; k < width; k++) {
                double sum = *sample_at(&table.view, row * width + k);
                for (int64_t j = 0; j < m; j++)
                    sum += at[j] == (float)row ? *sample_at(&rows.view, j * width + k) : 0;
                wrong += !(fabs(*sample_at(&sums[0].view, row * width + k) - sum) < 1e-4);
            }
        cr_expect(eq(int, wrong, 0), "scatter_add (%d) to (%d, %d)", (int)m, (int)n, (int)width);
        cr_expect(memcmp(sums[0].view.memory, sums[1].view.memory, (size_t)(n * width) * sizeof(float)) == 0);

        cr_assert(cpu_gather(&table.view, &index.view, &rows.view));
        for (int64_t j = 0; j < m * width; j++)
            wrong += *sample_at(&rows.view, j) !=
                     *sample_at(&table.view, (int64_t)at[j / width] * width + j % width);
        cr_expect(eq(int, wrong, 0), "gather (%d) of (%d, %d)", (int)m, (int)n, (int)width);
        pool_give(table.view.memory);
        pool_give(rows.view.memory);
        pool_give(index.view.memory);
        pool_give(sums[0].view.memory);
        pool_give(sums[1].view.memory);
    }
}

Test(rows, pick_and_its_gradient)
{
    Stream random = stream_of(2, 0, 0);
    for (int round = 0; round < 20; round++) {
        int64_t shape[2] = {1 + stream_below(&random, 100), 1 + stream_below(&random, 30)};
        Sample x = sample_new(&random, round % 2, 2, shape, -1, 1);
        Sample out = sample_new(&random, round % 2, 1, shape, -1, 1);
        Sample dx = sample_new(&random, round % 2, 2, shape, -1, 1);
        Sample index = indices(&random, shape[0], shape[1]);
        cr_assert(cpu_pick(&x.view, &index.view, &out.view));
        cr_assert(cpu_pick_grad(&out.view, &index.view, &dx.view));
        int wrong = 0;
        for (int64_t row = 0; row < shape[0]; row++)
            for (int64_t i = 0; i < shape[1]; i++) {
                bool here = view_data(&index.view)[row] == (float)i;
                float picked = *sample_at(&out.view, row);
                wrong += here && picked != *sample_at(&x.view, row * shape[1] + i);
                wrong += *sample_at(&dx.view, row * shape[1] + i) != (here ? picked : 0);
            }
        cr_expect(eq(int, wrong, 0), "(%d, %d)", (int)shape[0], (int)shape[1]);
        pool_give(x.view.memory);
        pool_give(out.view.memory);
        pool_give(dx.view.memory);
        pool_give(index.view.memory);
    }
}

Test(rows, a_number_out_of_range_is_an_error)
{
    static const float wrong[] = {-1, 3, 1.5f, NAN, INFINITY, 1e30f};
    float x[6] = {0}, y[6] = {0}, at[2] = {0};
    View table = {.memory = x, .n_dims = 2, .shape = {3, 2}, .stride = {2, 1}};
    View rows = {.memory = y, .n_dims = 2, .shape = {2, 2}, .stride = {2, 1}};
    View wide = {.memory = y, .n_dims = 2, .shape = {2, 3}, .stride = {3, 1}};
    View index = {.memory = at, .n_dims = 1, .shape = {2}, .stride = {1}}, out = index;
    out.memory = x;
    for (int i = 0; i < 6 * 4; i++) {
        at[1] = wrong[i / 4];
        bool ok = i % 4 == 0   ? cpu_gather(&table, &index, &rows)
                  : i % 4 == 1 ? cpu_scatter_add(&rows, &index, &table)
                  : i % 4 == 2 ? cpu_pick(&wide, &index, &out)
                               : cpu_pick_grad(&out, &index, &wide);
        cr_expect(error_code() == ERR_VALUE && !ok, "kernel %d, %g: %s", i % 4, at[1], error_text());
        error_clear();
    }
}
