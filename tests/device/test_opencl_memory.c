/* Memory of the OpenCL device that runs out: what the error says, and that everything goes on afterwards.
 * Runs with DEVICE=opencl. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"
#include "data/loader.h"
#include "kernels/device.h"
#include "kernels/opencl.h"
#include "nn/loss.h"
#include "nn/nets.h"
#include "tests/support/on_device.h"
#include "train/optim.h"

enum { SIZE = 32, PICTURES = 1024 };

static void open_small_device(void)
{
    only_on_opencl();
    setenv("OPENCL_MEMORY", "24", 1);
    opencl_device_of_test();
}

TestSuite(opencl_memory, .init = open_small_device);

static Image *grey(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIZE, SIZE, 3);
    if (image)
        memset(image->pixels, (int)(i % 256), image_bytes(image));
    return image;
}

static int label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 3);
}

static const Dataset set = {.name = "grey", .n = PICTURES, .image = grey, .label = label};

static bool train_step(int batch_size)
{
    Scope scope = scope_begin();
    random_seed(1);
    Module *net = nn_sequential(nn_conv(3, 16, 3, (ConvOptions){.pad = 1}), nn_batch_norm(16), nn_relu(),
                                nn_conv(16, 16, 3, (ConvOptions){.pad = 1}), nn_adaptive_avg_pool(1, 1),
                                nn_flatten(), nn_linear(16, 20000), nn_linear(20000, 3));
    Optim *optim = optim_adam(nn_parameters(net), (Adam){0});
    Loader *loader = loader_new(&set, (LoaderOptions){.batch = batch_size});
    Batch batch;
    bool done = loader_next(loader, &batch) &&
                tensor_backward(nn_cross_entropy(nn_forward(net, batch.x), batch.y)) && optim_step(optim);
    scope_end(scope);
    return done;
}

/* The number before `what` in the hint; 0 where there is none. */
static double mib_of(const char *what)
{
    const char *at = strstr(error_advice(), what);
    while (at && *at != '\n')
        at--;
    return at ? atof(at) : 0;
}

Test(opencl_memory, running_out_is_told_with_what_holds_it)
{
    int batch = 1;
    while (batch < PICTURES && train_step(batch))
        batch *= 2;
    cr_assert(lt(int, batch, PICTURES));
    cr_assert(eq(int, error_code(), ERR_MEMORY), "%s", error_text());
    cr_expect(strncmp(error_text(), "opencl: no room for ", 20) == 0 &&
                  strstr(error_text(), "the device has 24.0"),
              "%s", error_text());
    cr_expect(epsilon_eq(dbl, mib_of("parameters"), 1.53, 0.06), "20000 (17 + 3) and few more: %s",
              error_advice());
    cr_expect(epsilon_eq(dbl, mib_of("optimiser's state"), 3.05, 0.06), "%s", error_advice());
    cr_expect(mib_of("batches") > 0 && mib_of("batch norm") > 1, "%s", error_advice());

    double all = 0;
    for (const char *line = strchr(error_advice(), '\n'); line; line = strchr(line + 1, '\n'))
        all += atof(line + 1);
    const char *in_use = strstr(error_text(), "more: ");
    cr_assert(in_use != NULL);
    cr_expect(epsilon_eq(dbl, atof(in_use + strlen("more: ")), all, 0.5),
              "the lines make up what is in use: %s %s", error_text(), error_advice());

    int of = 0, fits = 0;
    const char *samples = strstr(error_advice(), "of this one's ");
    cr_assert(samples && sscanf(samples, "of this one's %d samples, %d would", &of, &fits) == 2, "%s",
              error_advice());
    cr_expect(eq(int, of, batch));
    cr_expect(fits >= batch / 2 && fits < batch, "%d of %d: half of them fitted", fits, batch);
    error_clear();

    cr_expect(eq(i64, opencl_stats().live_bytes, 0), "all was given back");
    cr_expect(train_step(batch / 2), "and can be had again: %s", error_text());
}

Test(opencl_memory, tensor_that_no_device_has_room_for)
{
    cr_expect(eq(ptr, tensor_empty(SHAPE(7, 1 << 20)), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    error_clear();
    cr_expect(eq(ptr, tensor_empty(SHAPE(8, 1 << 28)), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    cr_expect(strstr(error_text(), "this device counts to ") != NULL, "%s", error_text());
    error_clear();
    cr_expect(tensor_ones(SHAPE(100)) != NULL);
}

Test(opencl_limit, that_is_no_number)
{
    only_on_opencl();
    setenv("OPENCL_MEMORY", "2GB", 1);
    cr_expect(eq(ptr, (void *)device_current(), NULL));
    cr_expect(eq(str, (char *)error_text(), "opencl_open: OPENCL_MEMORY=2GB: a number of MiB, from 1 on"));
    error_clear();
}
