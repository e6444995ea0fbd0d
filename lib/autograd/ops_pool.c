/* Pooling: each window of an image becomes its largest value or its mean. (chapter 14) */
#include "autograd/ops_part.h"

#include "base/error.h"
#include "tensor/storage.h"

typedef struct PoolHow {
    PoolKind kind;
    Window window;
} PoolHow;

static bool is_max(PoolKind kind)
{
    return kind == POOL_MAX || kind == POOL_ADAPTIVE_MAX;
}

/* max: dy goes to the winner of its window; average: it is spread evenly over the window */
static bool pool_backward(Node *node, Tensor *dy)
{
    const PoolHow *how = node->how;
    Tensor *dx = raw_of_shape(dy, node->inputs[0]), *rows = raw_contiguous(dy), *winner = node->saved[0];
    if (!dx || !rows)
        return false;
    return dx->storage->device->pool_grad(how->kind, &how->window, &rows->view, winner ? &winner->view : NULL,
                                          &dx->view) &&
           grad_add(node->inputs[0], dx);
}

static Tensor *pool(const char *name, PoolHow how, Tensor *x, int64_t h2, int64_t w2)
{
    Tensor *images = raw_contiguous(x);
    Tensor *y = images ? raw_new(images, &SHAPE(x->shape[0], h2, w2, x->shape[3])) : NULL;
    Tensor *winner = is_max(how.kind) ? raw_like(y) : NULL;
    if (!y || (is_max(how.kind) && !winner))
        return NULL;
    if (!x->storage->device->pool(how.kind, &how.window, &images->view, &y->view,
                                  winner ? &winner->view : NULL))
        return NULL;
    y = record(
        y, (Op){name, pool_backward, .inputs = {x}, .saved = {winner}, .how = &how, .how_bytes = sizeof how});
    tensor_release(winner); /* the tape has its own hold on it */
    return y;
}

/* As PyTorch: with `ceil` the last window may hang over, but must begin inside the image or its left padding.
 */
static int64_t output_size(int64_t size, const Pool *how)
{
    int stride = how->stride ? how->stride : how->size;
    int64_t room = size + 2 * (int64_t)how->pad - how->size;
    int64_t out = (room + (how->ceil ? stride - 1 : 0)) / stride + 1;
    if (how->ceil && (out - 1) * stride >= size + how->pad)
        out--;
    return out;
}

/* The largest value of a window is remembered by the number of its pixel, a float. */
static bool can_number(const char *who, PoolKind kind, const Tensor *x)
{
    if (!is_max(kind) || x->shape[1] <= EXACT_FLOATS / x->shape[2])
        return true;
    error_set(ERR_SHAPE, "%s: (%s): images have at most %d pixels", who, shape_text(tensor_shape(x)),
              EXACT_FLOATS);
    error_hint("make them smaller first, or cut them into parts");
    return false;
}

bool pool_output(const char *who, PoolKind kind, const Tensor *x, Pool how, Window *window, Shape *output)
{
    if (how.size < 1 || how.stride < 0 || how.pad < 0 || how.pad > how.size / 2) {
        error_set(ERR_VALUE, "%s: size %d, stride %d, pad %d (at most half the size)", who, how.size,
                  how.stride, how.pad);
        return false;
    }
    int stride = how.stride ? how.stride : how.size;
    int64_t least = how.size - 2 * (int64_t)how.pad - (how.ceil ? stride - 1 : 0);
    if (x->n_dims != 4 || tensor_count(x) == 0 || x->shape[1] < least || x->shape[2] < least) {
        error_set(ERR_SHAPE, "%s: a window of %d on (%s), pad %d", who, how.size, shape_text(tensor_shape(x)),
                  how.pad);
        error_hint("images are (n, h, w, c), no smaller than the window");
        return false;
    }
    *window = (Window){how.size, how.size, stride, how.pad};
    *output = SHAPE(x->shape[0], output_size(x->shape[1], &how), output_size(x->shape[2], &how), x->shape[3]);
    return can_number(who, kind, x);
}

static Tensor *pool_windows(const char *who, const char *name, PoolKind kind, Tensor *x, Pool how)
{
    Window window;
    Shape output;
    if (!raw_usable(who, x, x) || !pool_output(who, kind, x, how, &window, &output))
        return NULL;
    return pool(name, (PoolHow){kind, window}, x, output.size[1], output.size[2]);
}

Tensor *tensor_max_pool(Tensor *x, Pool how)
{
    return pool_windows("tensor_max_pool", "max pool", POOL_MAX, x, how);
}

Tensor *tensor_avg_pool(Tensor *x, Pool how)
{
    return pool_windows("tensor_avg_pool", "avg pool", POOL_AVG, x, how);
}

static Tensor *pool_adaptive(const char *who, const char *name, PoolKind kind, Tensor *x, int h2, int w2)
{
    if (!raw_usable(who, x, x))
        return NULL;
    if (x->n_dims != 4 || tensor_count(x) == 0 || h2 < 1 || w2 < 1)
        return error_set(ERR_SHAPE, "%s: (%s) to %d x %d", who, shape_text(tensor_shape(x)), h2, w2);
    if (!can_number(who, kind, x))
        return NULL;
    return pool(name, (PoolHow){.kind = kind}, x, h2, w2);
}

Tensor *tensor_adaptive_avg_pool(Tensor *x, int h2, int w2)
{
    return pool_adaptive("tensor_adaptive_avg_pool", "adaptive avg pool", POOL_ADAPTIVE_AVG, x, h2, w2);
}

Tensor *tensor_adaptive_max_pool(Tensor *x, int h2, int w2)
{
    return pool_adaptive("tensor_adaptive_max_pool", "adaptive max pool", POOL_ADAPTIVE_MAX, x, h2, w2);
}
