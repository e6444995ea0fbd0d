/* Augmentation on the OpenCL device: a loader's batches are those that its threads make for a CPU. Runs with
 * DEVICE=opencl. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "data/transforms.h"
#include "kernels/device.h"
#include "tests/support/on_device.h"

static const Kernels *device;

static void open_device(void)
{
    device = opencl_device_of_test();
}

TestSuite(opencl_augment, .init = open_device);

/* Waves, without hard edges: where a pixel comes from differs by less than a thousandth of its width. */
enum { PICTURES = 24, WIDTH = 40, HEIGHT = 34 };
static int channels;

static Image *waves(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(WIDTH, HEIGHT, channels);
    for (int y = 0, k = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < channels; c++)
                image->pixels[k++] = (uint8_t)(128 + 127 * sin(0.11 * x * (c + 1) + 0.17 * y + (double)i));
    return image;
}

static int label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 3);
}

static float *batch_on(const Kernels *kernels, const Dataset *set, LoaderOptions options, int64_t *n)
{
    device_use(kernels);
    Loader *loader = loader_new(set, options);
    Batch batch;
    OpenclStats before = opencl_stats();
    cr_assert(loader_next(loader, &batch) && batch.n == PICTURES, "%s", error_text());
    OpenclStats after = opencl_stats();
    cr_expect(eq(i64, after.downloads, before.downloads));
    cr_expect(eq(i64, after.uploads - before.uploads, kernels == device ? 3 : 0), "pictures, plans, labels");
    *n = tensor_count(batch.x);
    float *values = scope_alloc((size_t)*n * sizeof *values);
    cr_assert(tensor_read(batch.x, values), "%s", error_text());
    return values;
}

/* The largest difference between what the two make of it. */
static double difference(LoaderOptions options)
{
    Dataset set = {.name = "waves", .n = PICTURES, .image = waves, .label = label};
    Scope scope = scope_begin();
    options.batch = PICTURES;
    options.seed = 5;
    int64_t here, there;
    const float *cpu = batch_on(&kernels_cpu, &set, options, &here);
    const float *opencl = batch_on(device, &set, options, &there);
    cr_assert(eq(i64, here, there));
    double most = 0;
    for (int64_t i = 0; i < here; i++)
        most = fmax(most, fabs((double)opencl[i] - cpu[i]));
    scope_end(scope);
    return most;
}

static const float mean[3] = {0.4f, 0.5f, 0.6f}, deviation[3] = {0.2f, 0.25f, 0.3f};

Test(opencl_augment, makes_the_batches_of_the_cpu)
{
    const Augment ways[] = {
        {0}, /* as fast.ai has it */
        {.size = 24, .flip_vert = true, .max_rotate = 45, .max_zoom = 1.5f, .max_warp = 0.3f},
        {.pad = PAD_BORDER, .max_rotate = 180, .min_zoom = 0.4f, .p_affine = 1},
        {.pad = PAD_ZEROS, .max_rotate = 180, .min_zoom = 0.4f, .p_affine = 1, .size = 31},
        {.max_saturation = 0.5f, .max_hue = 0.3f, .p_lighting = 1, .max_lighting = 0.4f},
        {.size = 14, .min_scale = 0.5f}, /* averaged down first, or not, as each is cut out */
        {.size = 7},
        {.p_erase = 1, .max_erase = 0.6f}, /* of each the noise, with its draws, and what is around it */
        {.p_erase = 0.5f, .size = 20, .min_scale = 0.5f},
    };
    for (channels = 1; channels <= 3; channels += 2)
        for (int i = 0; i < (int)(sizeof ways / sizeof *ways); i++)
            for (int normal = 0; normal < 2; normal++) {
                LoaderOptions options = {.train = true, .batch_tfms = aug_transforms(ways[i])};
                if (normal)
                    options.mean = mean, options.std = deviation;
                double most = difference(options);
                cr_expect(lt(dbl, most, normal ? 1e-3 : 2e-4), "way %d, %d channels", i, channels);
            }
}

Test(opencl_augment, moves_nothing_that_stays)
{
    channels = 3;
    LoaderOptions options = {.batch_tfms = aug_transforms((Augment){.pad = PAD_ZEROS})};
    cr_expect(eq(dbl, difference(options), 0), "validation");
    options.train = true;
    options.batch_tfms = aug_transforms((Augment){.p_affine = -1, .p_lighting = -1});
    cr_expect(eq(dbl, difference(options), 0), "only flips");
    options.workers = 3;
    cr_expect(eq(dbl, difference(options), 0), "by threads");
}
