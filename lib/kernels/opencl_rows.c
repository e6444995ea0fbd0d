/* Launches of gather, scatter_add, pick and dropout. With OPENCL_CHECK=1 each waits and reports a number that
 * does not fit at once; otherwise the next value that is read does. */
#include "kernels/opencl_part.h"

#include <stdlib.h>

static bool run(Launch *launch, int64_t n)
{
    const char *check = getenv("OPENCL_CHECK");
    return launch_run(launch, n) && (!check || check[0] != '1' || launch_check_faults());
}

bool opencl_gather(const View *table, const View *index, const View *rows)
{
    Launch launch = launch_begin("gather");
    launch_view(&launch, table);
    launch_view(&launch, index);
    launch_int(&launch, index->stride[0]);
    launch_view(&launch, rows);
    launch_int(&launch, rows->shape[0]);
    launch_int(&launch, table->shape[0]);
    launch_int(&launch, rows->shape[1]);
    launch_fault(&launch);
    return run(&launch, rows->shape[0] * rows->shape[1]);
}

bool opencl_scatter_add(const View *rows, const View *index, const View *table)
{
    Launch launch = launch_begin("scatter_add");
    launch_view(&launch, rows);
    launch_view(&launch, index);
    launch_int(&launch, index->stride[0]);
    launch_view(&launch, table);
    launch_int(&launch, rows->shape[0]);
    launch_int(&launch, table->shape[0]);
    launch_int(&launch, rows->shape[1]);
    launch_fault(&launch);
    return run(&launch, rows->shape[1]);
}

bool opencl_pick(const View *x, const View *index, const View *out)
{
    Launch launch = launch_begin("pick");
    launch_view(&launch, x);
    launch_int(&launch, x->stride[0]);
    launch_int(&launch, x->stride[1]);
    launch_view(&launch, index);
    launch_int(&launch, index->stride[0]);
    launch_view(&launch, out);
    launch_int(&launch, out->stride[0]);
    launch_int(&launch, x->shape[0]);
    launch_int(&launch, x->shape[1]);
    launch_fault(&launch);
    return run(&launch, x->shape[0]);
}

bool opencl_pick_grad(const View *dout, const View *index, const View *dx)
{
    Launch launch = launch_begin("pick_grad");
    launch_view(&launch, dout);
    launch_int(&launch, dout->stride[0]);
    launch_view(&launch, index);
    launch_int(&launch, index->stride[0]);
    launch_view(&launch, dx);
    launch_int(&launch, dx->stride[0]);
    launch_int(&launch, dx->stride[1]);
    launch_int(&launch, dx->shape[0]);
    launch_int(&launch, dx->shape[1]);
    launch_fault(&launch);
    return run(&launch, dx->shape[0] * dx->shape[1]);
}

bool opencl_dropout_mask(uint64_t key, float p, const View *out)
{
    cl_uint words[2] = {(cl_uint)key, (cl_uint)(key >> 32)};
    int64_t n = view_count(out);
    Launch launch = launch_begin("dropout_mask");
    launch_bytes(&launch, sizeof words[0], &words[0]);
    launch_bytes(&launch, sizeof words[1], &words[1]);
    launch_float(&launch, p);
    launch_view(&launch, out);
    launch_int(&launch, n);
    return launch_run(&launch, (n + 3) / 4);
}
