/* Launches of softmax and its gradient. */
#include "kernels/opencl_part.h"

bool opencl_softmax(bool log, const View *x, const View *y)
{
    Launch launch = launch_begin("softmax");
    launch_view(&launch, x);
    launch_view(&launch, y);
    launch_int(&launch, x->shape[0]);
    launch_int(&launch, x->shape[1]);
    launch_int(&launch, log);
    return launch_run(&launch, x->shape[0]);
}

bool opencl_softmax_grad(bool log, const View *y, const View *dy, const View *dx)
{
    Launch launch = launch_begin("softmax_grad");
    launch_view(&launch, y);
    launch_view(&launch, dy);
    launch_view(&launch, dx);
    launch_int(&launch, y->shape[0]);
    launch_int(&launch, y->shape[1]);
    launch_int(&launch, log);
    return launch_run(&launch, y->shape[0]);
}
