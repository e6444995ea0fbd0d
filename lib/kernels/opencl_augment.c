/* Launches of augmentation: averaging down where a plan wants it, then all the rest at once. */
#include "kernels/opencl_part.h"

static PicturesPlan plan_of(const Augmentation *how)
{
    PicturesPlan plan = {.n = (int)how->x->shape[0],
                         .h = (int)how->x->shape[1],
                         .w = (int)how->x->shape[2],
                         .c = (int)how->x->shape[3],
                         .h2 = (int)how->y->shape[1],
                         .w2 = (int)how->y->shape[2],
                         .small_h = how->small_height,
                         .small_w = how->small_width,
                         .around = how->around};
    for (int c = 0; c < 3; c++) {
        plan.mean[c] = how->mean[c];
        plan.std[c] = how->std[c];
    }
    return plan;
}

static bool average_down(const Augmentation *how, const PicturesPlan *plan, const View *small)
{
    Launch launch = launch_begin("augment_small");
    launch_view(&launch, how->x);
    launch_view(&launch, how->plan);
    launch_view(&launch, small);
    launch_bytes(&launch, sizeof *plan, plan);
    return launch_run(&launch, (int64_t)plan->n * plan->small_h * plan->small_w * plan->c);
}

bool opencl_augment(const Augmentation *how)
{
    PicturesPlan plan = plan_of(how);
    View small = {0};
    if (how->small_height > 0) {
        small.memory = opencl_take((int64_t)plan.n * plan.small_h * plan.small_w * plan.c);
        if (!small.memory || !average_down(how, &plan, &small)) {
            opencl_give(small.memory);
            return false;
        }
    }
    Launch launch = launch_begin("augment");
    launch_view(&launch, how->x);
    launch_view(&launch, small.memory ? &small : NULL);
    launch_view(&launch, how->plan);
    launch_view(&launch, how->y);
    launch_bytes(&launch, sizeof plan, &plan);
    bool ok = launch_run(&launch, (int64_t)plan.n * plan.h2 * plan.w2);
    opencl_give(small.memory);
    return ok;
}
