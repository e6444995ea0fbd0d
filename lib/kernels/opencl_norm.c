/* Launches of normalisation. */
#include "kernels/opencl_part.h"

enum { APPLY_ROWS = 8, MOST_CHUNKS = 1024, CHUNK_ROWS = 64 };

static NormPlan plan_of(const View *x, int64_t each)
{
    int64_t rows = x->shape[0];
    return (NormPlan){.rows = (int)rows,
                      .c = (int)x->shape[1],
                      .each = (int)each,
                      .chunks = (int)((rows + each - 1) / each)};
}

/* For sums: chunks enough to fill the device. */
static NormPlan plan_of_sums(const View *x)
{
    int64_t rows = x->shape[0], c = x->shape[1];
    int64_t chunks = (opencl.is_cpu ? (int64_t)8 * GROUP : (int64_t)opencl.units * 1024) / c;
    if (chunks > MOST_CHUNKS)
        chunks = MOST_CHUNKS;
    int64_t each = chunks > 0 ? (rows + chunks - 1) / chunks : rows;
    return plan_of(x, each < CHUNK_ROWS ? CHUNK_ROWS : each);
}

static void launch_plan(Launch *launch, const NormPlan *plan)
{
    launch_bytes(launch, sizeof *plan, plan);
}

bool opencl_norm_stats(const View *x, const View *mean, const View *var)
{
    NormPlan plan = plan_of_sums(x);
    void *parts = opencl_take((int64_t)2 * plan.chunks * plan.c);
    if (!parts)
        return false;
    Launch moments = launch_begin("norm_moments");
    launch_view(&moments, x);
    launch_memory(&moments, parts);
    launch_plan(&moments, &plan);
    bool ok = launch_run(&moments, (int64_t)plan.chunks * plan.c);
    if (ok) {
        Launch merge = launch_begin("norm_merge");
        launch_view(&merge, x);
        launch_memory(&merge, parts);
        launch_view(&merge, mean);
        launch_view(&merge, var);
        launch_plan(&merge, &plan);
        ok = launch_run(&merge, plan.c);
    }
    opencl_give(parts);
    return ok;
}

/* mean, var, gamma and beta, then the plan: how each of these kernels' arguments end. */
static void launch_columns(Launch *launch, const Norm *how, NormPlan plan)
{
    plan.has_add = how->add != NULL;
    plan.relu = how->act == ACT_RELU;
    plan.eps = how->eps;
    launch_view(launch, how->mean);
    launch_view(launch, how->var);
    launch_view(launch, how->gamma);
    launch_view(launch, how->beta);
    launch_plan(launch, &plan);
}

bool opencl_norm_apply(const Norm *how, const View *y)
{
    NormPlan plan = plan_of(how->x, APPLY_ROWS);
    Launch launch = launch_begin("norm_apply");
    launch_view(&launch, how->x);
    launch_view(&launch, how->add);
    launch_view(&launch, y);
    launch_columns(&launch, how, plan);
    return launch_run(&launch, (int64_t)plan.chunks * plan.c);
}

bool opencl_norm_grad(const Norm *how, const View *y, const View *dy, const View *dx, const View *dgamma,
                      const View *dbeta, const View *dadd)
{
    NormPlan plan = plan_of_sums(how->x);
    plan.by_y = y != NULL;
    int64_t of_one = (int64_t)2 * plan.chunks * plan.c; /* where dx's coefficients are, behind the parts */
    void *parts = opencl_take(of_one + 2 * plan.c);
    if (!parts)
        return false;
    Launch sums = launch_begin("norm_grad_sums");
    launch_view(&sums, how->x);
    launch_view(&sums, dy);
    launch_view(&sums, y);
    launch_view(&sums, dadd);
    launch_memory(&sums, parts);
    launch_columns(&sums, how, plan);
    bool ok = launch_run(&sums, (int64_t)plan.chunks * plan.c);
    if (ok) {
        Launch finish = launch_begin("norm_grad_finish");
        launch_memory(&finish, parts);
        launch_view(&finish, dgamma);
        launch_view(&finish, dbeta);
        launch_columns(&finish, how, plan);
        ok = launch_run(&finish, plan.c);
    }
    if (ok) {
        NormPlan last = plan_of(how->x, APPLY_ROWS);
        last.by_y = plan.by_y;
        View coefficients = {.memory = parts, .offset = of_one};
        Launch apply = launch_begin("norm_grad_apply");
        launch_view(&apply, how->x);
        launch_view(&apply, y ? dadd : dy); /* masked already, or not */
        launch_view(&apply, dx);
        launch_view(&apply, &coefficients);
        launch_columns(&apply, how, last);
        ok = launch_run(&apply, (int64_t)last.chunks * last.c);
    }
    opencl_give(parts);
    return ok;
}

static View rows_of(const View *x)
{
    int64_t c = x->shape[x->n_dims - 1];
    return (View){.memory = x->memory,
                  .offset = x->offset,
                  .n_dims = 2,
                  .shape = {view_count(x) / c, c},
                  .stride = {c, 1}};
}

/* Its memory, to be given back, is NULL where there is none. */
static View room_like(const View *x)
{
    View room = *x;
    room.offset = 0;
    room.memory = opencl_take(view_count(x));
    return room;
}

/* One after the other, with room for what lies between. */
bool opencl_norm_pool(const Norm *how, const Window *window, const View *y, const View *winner)
{
    View between = room_like(how->x);
    if (!between.memory)
        return false;
    View rows = rows_of(how->x), normal = rows_of(&between);
    Norm norm = *how;
    norm.x = &rows;
    bool ok = opencl_norm_apply(&norm, &normal) && opencl_pool(POOL_MAX, window, &between, y, winner);
    opencl_give(between.memory);
    return ok;
}

bool opencl_norm_pool_grad(const Norm *how, const Window *window, const View *dy, const View *winner,
                           const View *dx, const View *dgamma, const View *dbeta)
{
    View between = room_like(how->x);
    if (!between.memory)
        return false;
    View rows = rows_of(how->x), slopes = rows_of(&between), dx_rows = rows_of(dx);
    Norm norm = *how;
    norm.x = &rows;
    bool ok = opencl_pool_grad(POOL_MAX, window, dy, winner, &between) &&
              opencl_norm_grad(&norm, NULL, &slopes, &dx_rows, dgamma, dbeta, NULL);
    opencl_give(between.memory);
    return ok;
}
