/* Launches of pooling. */
#include "kernels/opencl_part.h"

static PoolPlan plan_of(PoolKind kind, const Window *window, const View *image, const View *out,
                        const View *winner)
{
    PoolPlan plan = {.adaptive = kind == POOL_ADAPTIVE_MAX || kind == POOL_ADAPTIVE_AVG,
                     .max = kind == POOL_MAX || kind == POOL_ADAPTIVE_MAX,
                     .has_winner = winner != NULL,
                     .n = (int)image->shape[0],
                     .h = (int)image->shape[1],
                     .w = (int)image->shape[2],
                     .c = (int)image->shape[3],
                     .h2 = (int)out->shape[1],
                     .w2 = (int)out->shape[2]};
    if (window && !plan.adaptive) {
        plan.height = window->height;
        plan.width = window->width;
        plan.stride = window->stride;
        plan.pad = window->pad;
    }
    return plan;
}

bool opencl_pool(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner)
{
    PoolPlan plan = plan_of(kind, window, x, y, winner);
    Launch launch = launch_begin("pool");
    launch_view(&launch, x);
    launch_view(&launch, y);
    launch_view(&launch, winner);
    launch_bytes(&launch, sizeof plan, &plan);
    return launch_run(&launch, view_count(y));
}

bool opencl_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner, const View *dx)
{
    PoolPlan plan = plan_of(kind, window, dx, dy, winner);
    Launch launch = launch_begin("pool_grad");
    launch_view(&launch, dy);
    launch_view(&launch, winner);
    launch_view(&launch, dx);
    launch_bytes(&launch, sizeof plan, &plan);
    return launch_run(&launch, view_count(dx));
}
