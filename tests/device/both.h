/* Views of the same numbers on the CPU and on the OpenCL device, and how to compare what an entry of the
 * table makes of them on both sides. */
#ifndef DEVICE_BOTH_H
#define DEVICE_BOTH_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/error.h"
#include "base/pool.h"
#include "kernels/cpu.h"
#include "kernels/device.h"
#include "tests/reference/reference_view.h"
#include "tests/support/on_device.h"

static const Kernels *device;
static Stream stream;

static inline void open_device(void)
{
    device = opencl_device_of_test();
    stream = stream_of(1, 2, 3);
}

/* The same numbers on both sides. */
typedef struct Both {
    View here, there;
    int64_t floats;
} Both;

static inline Both both(Layout layout, int n_dims, const int64_t *shape, float low, float high)
{
    Sample sample = sample_new(&stream, layout, n_dims, shape, low, high);
    Both b = {.here = sample.view, .there = sample.view, .floats = sample.floats};
    b.there.memory = device->take(b.floats);
    cr_assert(b.there.memory && device->upload(b.there.memory, 0, b.here.memory, b.floats), "%s",
              error_text());
    return b;
}

#define BOTH(low, high, ...)                                                           \
    both(LAYOUT_CONTIGUOUS, (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), \
         (int64_t[]){__VA_ARGS__}, (low), (high))

/* Numbers from 0 to n - 1 in their place: labels. */
static inline Both labels(int64_t count, int64_t n)
{
    Both b = BOTH(0, 1, count);
    for (int64_t i = 0; i < count; i++)
        ((float *)b.here.memory)[i] = (float)stream_below(&stream, n);
    cr_assert(device->upload(b.there.memory, 0, b.here.memory, count));
    return b;
}

/* And then go on from the CPU's, so that differences do not add up. */
static inline void expect_same(const char *what, const Both *b, double tolerance)
{
    float *got = pool_take((size_t)b->floats * sizeof(float));
    cr_assert(got && device->download(b->there.memory, 0, got, b->floats), "%s: %s", what, error_text());
    int wrong = 0;
    for (int64_t i = 0; i < b->floats; i++) {
        double want = ((float *)b->here.memory)[i], is = got[i];
        bool good =
            (isnan(want) && isnan(is)) || want == is || fabs(is - want) <= tolerance * (1 + fabs(want));
        if (!good && wrong++ == 0)
            cr_expect(false, "%s: float %ld of %ld is %.9g and not %.9g", what, (long)i, (long)b->floats, is,
                      want);
    }
    cr_assert(device->upload(b->there.memory, 0, b->here.memory, b->floats));
    pool_give(got);
}

static inline void done(Both *b)
{
    pool_give(b->here.memory);
    device->give(b->there.memory);
}
#define DONE(...)                                                      \
    do {                                                               \
        Both *all[] = {__VA_ARGS__};                                   \
        for (size_t each = 0; each < sizeof all / sizeof *all; each++) \
            done(all[each]);                                           \
    } while (0)

/* Call an entry on both sides. */
#define CALL(entry, on_cpu, on_device)                           \
    do {                                                         \
        cr_assert(kernels_cpu.entry on_cpu, "%s", error_text()); \
        cr_assert(device->entry on_device, "%s", error_text());  \
    } while (0)

#endif
