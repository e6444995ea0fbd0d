/* Launches of matrix products: how many groups, and whether sums are cut so that there are enough of them. */
#include "kernels/opencl_part.h"

enum { MOST_SPLITS = 64, STEPS_EACH = 4 };

static int64_t pieces(int64_t n, int64_t size)
{
    return (n + size - 1) / size;
}

/* Blocks of c, one for a group: down, and across. No block reaches over the end of a row of the window. */
static int64_t block_rows(const Product *p, const OpenclTiling *t)
{
    return pieces(p->m, (int64_t)t->group_rows * t->tile_rows * t->repeat_rows);
}

static int64_t block_columns(const Product *p, const OpenclTiling *t)
{
    int64_t cols = (int64_t)t->group_cols * t->tile_cols * t->repeat_cols;
    return p->window_row ? p->n / p->window_row * pieces(p->window_row, cols) : pieces(p->n, cols);
}

/* A weight's gradient has few elements, and sums as long as there are pixels in the batch: too few groups to
 * fill a device, unless each sum is shared by several. Whether, and where it is cut, does not depend on the
 * tiling in use, or results would. */
static int splits_for(const Product *p)
{
    const OpenclTiling *usual = &opencl.tilings[0];
    int64_t steps = p->runs * pieces(p->run, usual->depth);
    int64_t splits = 2 * opencl.units / (block_rows(p, usual) * block_columns(p, usual));
    if (splits > steps / STEPS_EACH)
        splits = steps / STEPS_EACH;
    return (int)(splits < 1 ? 1 : splits > MOST_SPLITS ? MOST_SPLITS : splits);
}

static bool launch_product(const char *kernel, const Product *p, const View *a, const View *b, const View *c,
                           const View *bias, const View *add)
{
    const OpenclTiling *t = &opencl.tiling;
    Launch launch = launch_begin(kernel);
    launch_view(&launch, a);
    launch_view(&launch, b);
    launch_view(&launch, c);
    launch_view(&launch, bias);
    launch_view(&launch, add);
    launch_bytes(&launch, sizeof *p, p);
    return launch_groups(&launch,
                         (size_t[]){(size_t)block_columns(p, t), (size_t)block_rows(p, t), (size_t)p->splits},
                         (size_t[]){(size_t)t->group_cols, (size_t)t->group_rows, 1});
}

bool opencl_product(const char *kernel, const Product *how, const View *a, const View *b, const View *c,
                    const View *bias, const View *add)
{
    Product p = *how;
    if (p.m == 0 || p.n == 0)
        return true;
    bool in_place = p.stride == 0; /* rows of c lie one after the other */
    p.splits = in_place ? splits_for(&p) : 1;
    if (p.splits == 1)
        return launch_product(kernel, &p, a, b, c, bias, add);

    View parts = {.memory = opencl_take((int64_t)p.splits * p.m * p.n)};
    if (!parts.memory)
        return false;
    Product part = p;
    part.c_row = p.n;
    bool ok = launch_product(kernel, &part, a, b, &parts, NULL, NULL);
    if (ok) {
        Launch join = launch_begin("product_join");
        launch_memory(&join, parts.memory);
        launch_view(&join, c);
        launch_view(&join, bias);
        launch_view(&join, add);
        launch_bytes(&join, sizeof p, &p);
        ok = launch_run(&join, (int64_t)p.m * p.n);
    }
    opencl_give(parts.memory);
    return ok;
}

bool opencl_gemm(const Gemm *how)
{
    Product p = {.m = (int)how->c->shape[0],
                 .n = (int)how->c->shape[1],
                 .runs = 1,
                 .run = (int)how->a->shape[1],
                 .a_row = (int)how->a->stride[0],
                 .a_k = (int)how->a->stride[1],
                 .b_k = (int)how->b->stride[0],
                 .b_col = (int)how->b->stride[1],
                 .c_row = (int)how->c->stride[0],
                 .has_bias = how->bias != NULL,
                 .has_add = how->add != NULL,
                 .relu = how->act == ACT_RELU};
    return opencl_product("gemm", &p, how->a, how->b, how->c, how->bias, how->add);
}
