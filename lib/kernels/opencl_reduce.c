/* Launches of reductions: how they are cut into chunks. */
#include "kernels/opencl_part.h"

enum { MOST_CHUNKS = 1024, CHUNK_TERMS = 64 };

static bool launch_reduce(ReduceOp op, const View *x, const View *out, const Walk *kept, const Walk *folded,
                          int chunks)
{
    bool side_by_side = !opencl.is_cpu && folded->n_dims > 0 && folded->stride[1][folded->n_dims - 1] == 1;
    Launch launch = launch_begin("reduce");
    launch_view(&launch, x);
    launch_view(&launch, out);
    launch_bytes(&launch, sizeof *kept, kept);
    launch_bytes(&launch, sizeof *folded, folded);
    launch_int(&launch, op);
    launch_int(&launch, chunks);
    launch_int(&launch, side_by_side);
    return launch_run(&launch, (int64_t)kept->count * chunks);
}

/* Enough items to fill the device, but no chunk so short that folding the chunks costs more. */
static int chunks_for(int64_t results, int64_t terms)
{
    int64_t wanted = (opencl.is_cpu ? (int64_t)4 * GROUP : (int64_t)opencl.units * 1024) / results;
    int64_t most = terms / CHUNK_TERMS;
    wanted = wanted < most ? wanted : most;
    return (int)(wanted < 1 ? 1 : wanted > MOST_CHUNKS ? MOST_CHUNKS : wanted);
}

/* x's axes that out keeps, or those that it folds. */
static View axes_of(const View *x, const View *out, const View *of, bool folded)
{
    View view = {.memory = of->memory, .offset = of->offset};
    for (int i = 0; i < x->n_dims; i++)
        if (x->shape[i] > 1 && (out->shape[i] == 1) == folded) {
            view.shape[view.n_dims] = x->shape[i];
            view.stride[view.n_dims++] = of->stride[i];
        }
    return view;
}

bool opencl_reduce(ReduceOp op, const View *x, const View *out)
{
    View x_kept = axes_of(x, out, x, false), out_kept = axes_of(x, out, out, false),
         x_folded = axes_of(x, out, x, true);
    Walk kept = walk_of(2, (const View *const[]){&out_kept, &x_kept});
    Walk folded = walk_of(2, (const View *const[]){&x_folded, &x_folded});
    if (kept.count == 0)
        return true;
    int chunks = chunks_for(kept.count, folded.count);
    if (chunks == 1)
        return launch_reduce(op, x, out, &kept, &folded, 1);

    View parts = {.memory = opencl_take((int64_t)kept.count * chunks),
                  .n_dims = 2,
                  .shape = {chunks, kept.count},
                  .stride = {kept.count, 1}};
    if (!parts.memory)
        return false;
    bool ok = launch_reduce(op, x, &parts, &kept, &folded, chunks);
    Walk of_chunks = {.n_dims = 1, .count = chunks, .size = {chunks}};
    of_chunks.stride[1][0] = kept.count;
    /* The chunks' results lie in a row, wherever those of x did. */
    View in_a_row = out_kept;
    int64_t step = 1;
    for (int i = in_a_row.n_dims - 1; i >= 0; i--) {
        in_a_row.stride[i] = step;
        step *= in_a_row.shape[i];
    }
    Walk results = walk_of(2, (const View *const[]){&out_kept, &in_a_row});
    ok = ok && launch_reduce(op, &parts, out, &results, &of_chunks, 1);
    opencl_give(parts.memory);
    return ok;
}

bool opencl_argmax(const View *x, const View *out)
{
    Launch launch = launch_begin("argmax");
    launch_view(&launch, x);
    launch_int(&launch, x->shape[0]);
    launch_int(&launch, x->shape[1]);
    launch_int(&launch, x->stride[0]);
    launch_int(&launch, x->stride[1]);
    launch_view(&launch, out);
    launch_int(&launch, out->stride[0]);
    return launch_run(&launch, x->shape[0]);
}
