/* Training on the OpenCL device: the CPU's losses within rounding, no number crossing that need not, and the
 * clock beside the tape. Runs with DEVICE=opencl. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/ops.h"
#include "autograd/tape.h"
#include "base/error.h"
#include "base/random.h"
#include "kernels/device.h"
#include "kernels/opencl.h"
#include "nn/loss.h"
#include "nn/nets.h"
#include "tests/support/on_device.h"
#include "train/optim.h"

static const Kernels *device;

static void open_device(void)
{
    device = opencl_device_of_test();
}

TestSuite(opencl_training, .init = open_device);

enum { STEPS = 6, BATCH = 8, PIXELS = 9 * 7 * 2 };

static Module *small_net(void)
{
    return nn_sequential(nn_conv(2, 4, 3, (ConvOptions){.pad = 1, .no_bias = true}), nn_batch_norm(4),
                         nn_relu(), nn_max_pool((Pool){.size = 2}),
                         nn_residual(nn_sequential(nn_conv(4, 4, 3, (ConvOptions){.pad = 1}), nn_gelu())),
                         nn_adaptive_avg_pool(2, 2), nn_flatten(), nn_dropout(0.25), nn_linear(16, 3));
}

typedef struct Copies {
    int64_t up, down;
} Copies;

/* Losses of a training on the device in use; the batch is written anew for each step, as a loader does. */
static void train(bool adam, double losses[STEPS], Copies *most)
{
    random_seed(11);
    Module *net = small_net();
    Optim *optim =
        adam ? optim_adam(nn_parameters(net), (Adam){.lr = 0.01, .weight_decay = 0.01, .decoupled = true})
             : optim_sgd(nn_parameters(net), (Sgd){.lr = 0.05, .momentum = 0.9, .nesterov = true});
    Tensor *x = tensor_empty(SHAPE(BATCH, 9, 7, 2)), *y = tensor_empty(SHAPE(BATCH));
    float pixels[BATCH * PIXELS], labels[BATCH];
    Stream stream = stream_of(4, 5, 6);
    *most = (Copies){0};
    for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < BATCH * PIXELS; i++)
            pixels[i] = stream_uniform(&stream, -1, 1);
        for (int i = 0; i < BATCH; i++)
            labels[i] = (float)(pixels[i * PIXELS] < -0.3f ? 0 : pixels[i * PIXELS] < 0.3f ? 1 : 2);
        Scope scope = scope_begin();
        OpenclStats before = opencl_stats();
        cr_assert(tensor_write(x, pixels) && tensor_write(y, labels));
        Tensor *loss = nn_cross_entropy(nn_forward(net, x), y);
        cr_assert(tensor_backward(loss) && optim_step(optim), "%s", error_text());
        optim_zero_grad(optim);
        OpenclStats after = opencl_stats();
        most->up = after.uploads - before.uploads > most->up ? after.uploads - before.uploads : most->up;
        most->down =
            after.downloads - before.downloads > most->down ? after.downloads - before.downloads : most->down;
        losses[step] = tensor_item(loss);
        scope_end(scope);
    }
}

Test(opencl_training, has_the_losses_of_the_cpu_and_copies_only_the_batch)
{
    unsetenv("OPENCL_CHECK");
    for (int adam = 0; adam < 2; adam++) {
        double cpu[STEPS], opencl[STEPS];
        Copies copies;
        device_use(&kernels_cpu);
        train(adam, cpu, &copies);
        device_use(device);
        train(adam, opencl, &copies);
        for (int i = 0; i < STEPS; i++)
            cr_expect(epsilon_eq(dbl, opencl[i], cpu[i], 2e-4), "step %d", i);
        cr_expect(eq(i64, copies.up, 2), "pixels and labels");
        cr_expect(eq(i64, copies.down, 0));
    }
}

Test(opencl_training, memory_is_used_again)
{
    double losses[STEPS];
    Copies copies;
    Scope scope = scope_begin();
    train(true, losses, &copies);
    scope_end(scope);
    OpenclStats once = opencl_stats();
    cr_expect(eq(i64, once.live_bytes, 0));
    scope = scope_begin();
    train(true, losses, &copies);
    scope_end(scope);
    OpenclStats twice = opencl_stats();
    cr_expect(eq(i64, twice.live_bytes, 0));
    cr_expect(eq(i64, twice.cached_bytes, once.cached_bytes), "no buffer more for the second training");
    cr_expect(eq(i64, twice.peak_bytes, once.peak_bytes));
}

Test(opencl_training, the_tape_shows_the_devices_time)
{
    Tensor *a = tensor_requires_grad(tensor_ones(SHAPE(200, 200))), *b = tensor_ones(SHAPE(200, 200));
    tensor_matmul(a, b); /* once before, since the first launch compiles */
    tape_profile(true);
    Tensor *loss = tensor_mean(tensor_matmul(a, b), ALL_AXES);
    cr_assert(tensor_backward(loss), "%s", error_text());
    tape_profile(false);
    char text[8000] = "";
    FILE *out = fmemopen(text, sizeof text - 1, "w");
    tape_print(out);
    fclose(out);
    cr_expect(strstr(text, "matmul") && strstr(text, "forward") && strstr(text, "GFLOP/s"), "%s", text);
    cr_expect(epsilon_eq(dbl, tensor_at(a->grad, 3, 4), 200.0 / 40000, 1e-7));
}

Test(opencl_names, devices_that_are_not_there)
{
    only_on_opencl();
    static const char *const names[][2] = {
        {"opencl:99:0", "opencl_open: opencl:99:0: there is no device 0 of platform 99"},
        {"opencl:x", "opencl_open: \"opencl:x\" is no OpenCL device"},
        {"tpu", "device_select: there is no device \"tpu\""},
    };
    for (int i = 0; i < 3; i++) {
        cr_expect(not(device_select(names[i][0])));
        cr_expect(eq(str, (char *)error_text(), (char *)names[i][1]));
        cr_expect(strlen(error_advice()) > 10);
        error_clear();
    }
    const Kernels *opened = device_current();
    cr_assert(opened != NULL, "%s", error_text());
    cr_expect(not(device_select("opencl:0:77")));
    cr_expect(strncmp(error_text(), "opencl_open: opencl:0:77: this process uses opencl, ", 51) == 0, "%s",
              error_text());
    error_clear();
    cr_expect(device_current() == opened, "the one in use stays");
}
