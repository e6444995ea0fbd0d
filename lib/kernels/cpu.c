/* The CPU's table of kernels, and the choice of the device. */
#include "kernels/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "base/chapter.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/pool.h"
#include "kernels/device.h"
#include "kernels/opencl.h"

static void *cpu_take(int64_t n)
{
    return pool_take((size_t)n * sizeof(float));
}

static bool cpu_upload(void *memory, int64_t offset, const float *from, int64_t n)
{
    memcpy((float *)memory + offset, from, (size_t)n * sizeof(float));
    return true;
}

static bool cpu_download(const void *memory, int64_t offset, float *to, int64_t n)
{
    memcpy(to, (const float *)memory + offset, (size_t)n * sizeof(float));
    return true;
}

const Kernels kernels_cpu = {
    .name = "cpu",
    .take = cpu_take,
    .give = pool_give,
    .upload = cpu_upload,
    .download = cpu_download,
    .clock = clock_seconds,
    .fill = cpu_fill,
    .copy = cpu_copy,
    .map = cpu_map,
    .zip = cpu_zip,
    .reduce = cpu_reduce,
    .argmax = cpu_argmax,
    .gather = cpu_gather,
    .scatter_add = cpu_scatter_add,
    .pick = cpu_pick,
    .pick_grad = cpu_pick_grad,
    .gemm = cpu_gemm,
    .conv = cpu_conv,
    .conv_packed_size = cpu_conv_packed_size,
    .conv_pack = cpu_conv_pack,
    .conv_grad_input = cpu_conv_grad_input,
    .conv_grad_weight = cpu_conv_grad_weight,
    .pool = cpu_pool,
    .pool_grad = cpu_pool_grad,
    .norm_stats = cpu_norm_stats,
    .norm_apply = cpu_norm_apply,
    .norm_grad = cpu_norm_grad,
    .norm_pool = cpu_norm_pool,
    .norm_pool_grad = cpu_norm_pool_grad,
    .softmax = cpu_softmax,
    .softmax_grad = cpu_softmax_grad,
    .dropout_mask = cpu_dropout_mask,
    .sgd = cpu_sgd,
    .adam = cpu_adam,
    .adapt = cpu_adapt,
};

static const Kernels *current; /* one for the process: threads share the device */

bool device_select(const char *name)
{
    if (!name)
        return false;
    const Kernels *chosen = NULL;
    if (strcmp(name, "cpu") == 0)
        chosen = &kernels_cpu;
    else if (strncmp(name, "opencl", strlen("opencl")) == 0)
        chosen = opencl_open(name);
    else {
        error_set(ERR_DEVICE, "device_select: there is no device \"%s\"", name);
        error_hint("DEVICE=cpu, or DEVICE=opencl for a graphics card");
    }
    if (chosen)
        current = chosen;
    return chosen != NULL;
}

void device_use(const Kernels *kernels)
{
    current = kernels;
}

const Kernels *device_current(void)
{
    if (!current) {
        const char *name = getenv("DEVICE");
        if (!device_select(name && name[0] ? name : "cpu"))
            return NULL;
    }
    return current;
}

bool chapter_device(FILE *out)
{
    const Kernels *device = device_current();
    if (device && device != &kernels_cpu && opencl_text())
        fprintf(out, "device: %s\n", opencl_text());
    return device != NULL;
}
