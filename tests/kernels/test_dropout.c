/* The mask of dropout: element i is word i % 4 of Philox block i / 4, for any size and any number of threads.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_view.h"

Test(dropout, mask_follows_the_stream)
{
    static const int64_t sizes[] = {1, 2, 3, 4, 5, 1000, 50003};
    const uint64_t seed = 0x123456789abcdef0;
    const uint32_t key[2] = {0x9abcdef0, 0x12345678};
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < 7 * 3; i++) {
        float p = (const float[]){0, 0.3f, 0.5f}[i / 7];
        threads_set(1 + i % 2);
        Sample mask = sample_new(&random, LAYOUT_CONTIGUOUS, 1, &sizes[i % 7], -1, 1);
        cr_assert(cpu_dropout_mask(seed, p, &mask.view));
        int wrong = 0;
        double sum = 0;
        for (int64_t k = 0; k < sizes[i % 7]; k++) {
            const uint32_t counter[4] = {(uint32_t)(k / 4), 0, 0, 0};
            uint32_t word[4];
            philox(counter, key, word);
            float want = (word[k % 4] >> 8) / 16777216.0 >= p ? 1 / (1 - p) : 0;
            wrong += view_data(&mask.view)[k] != want;
            sum += want;
        }
        cr_expect(eq(int, wrong, 0), "size %d, p %g", (int)sizes[i % 7], p);
        if (sizes[i % 7] > 10000)
            cr_expect(fabs(sum / (double)sizes[i % 7] - 1) < 0.02, "the mean stays what it was");
        pool_give(mask.view.memory);
    }
    float gone[3];
    View out = {.memory = gone, .n_dims = 1, .shape = {3}, .stride = {1}};
    cr_assert(cpu_dropout_mask(seed, 1, &out));
    cr_expect(gone[0] == 0 && gone[1] == 0 && gone[2] == 0, "p = 1 drops everything");
}
