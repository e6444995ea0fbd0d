/* The OpenCL device's table of kernels. */
#include "kernels/opencl.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/pool_hook.h"
#include "base/scope.h"
#include "kernels/opencl_part.h"

static const Kernels kernels_opencl = {
    .name = "opencl",
    .take = opencl_take,
    .give = opencl_give,
    .upload = opencl_upload,
    .download = opencl_download,
    .clock = opencl_clock,
    .fill = opencl_fill,
    .copy = opencl_copy,
    .map = opencl_map,
    .zip = opencl_zip,
    .reduce = opencl_reduce,
    .argmax = opencl_argmax,
    .gather = opencl_gather,
    .scatter_add = opencl_scatter_add,
    .pick = opencl_pick,
    .pick_grad = opencl_pick_grad,
    .gemm = opencl_gemm,
    .conv = opencl_conv,
    .conv_packed_size = opencl_conv_packed_size,
    .conv_pack = opencl_conv_pack,
    .conv_grad_input = opencl_conv_grad_input,
    .conv_grad_weight = opencl_conv_grad_weight,
    .pool = opencl_pool,
    .pool_grad = opencl_pool_grad,
    .norm_stats = opencl_norm_stats,
    .norm_apply = opencl_norm_apply,
    .norm_grad = opencl_norm_grad,
    .norm_pool = opencl_norm_pool,
    .norm_pool_grad = opencl_norm_pool_grad,
    .softmax = opencl_softmax,
    .softmax_grad = opencl_softmax_grad,
    .dropout_mask = opencl_dropout_mask,
    .augment = opencl_augment,
    .sgd = opencl_sgd,
    .adam = opencl_adam,
    .adapt = opencl_adapt,
};

static bool is_open;
static char opened[64]; /* what it was called */

static bool prepare(const char *where)
{
    Error earlier;
    bool had_error = error_take(&earlier); /* so that what is cleared in here is our own */
    Scope scope = scope_begin();
    bool ok = opencl_device_open(where) && opencl_tiling_choose() && opencl_program_build();
    scope_end(scope);
    if (had_error)
        error_put(&earlier);
    return ok;
}

const Kernels *opencl_open(const char *where)
{
    if (!where)
        return NULL;
    if (is_open && strcmp(where, opened) != 0) {
        error_set(ERR_DEVICE, "opencl_open: %s: this process uses %s", where, opencl.text);
        return NULL;
    }
    if (!is_open && !prepare(where))
        return NULL;
    snprintf(opened, sizeof opened, "%s", where);
    is_open = true;
    pool_on_trim(opencl_trim);
    return &kernels_opencl;
}

const char *opencl_text(void)
{
    return is_open ? opencl.text : NULL;
}

void *opencl_queue(void)
{
    return is_open ? opencl.queue : NULL;
}

void *opencl_mem(const void *memory)
{
    return is_open && memory ? opencl_buffer(memory) : NULL;
}
