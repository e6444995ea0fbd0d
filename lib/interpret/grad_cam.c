/* Evidence by gradient, and evidence by covering it up. */
#include "interpret/grad_cam.h"

#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "interpret/capture.h"

/* 1 at the logit of each row's class, else 0: where the way back begins. */
static Tensor *chosen(Tensor *logits, const int *classes)
{
    int64_t n = logits->shape[0], n_classes = logits->shape[1];
    float *picked = scope_alloc((size_t)n * sizeof *picked);
    Tensor *predicted = classes ? NULL : tensor_argmax(logits, 1);
    if (!picked || !(classes || tensor_read(predicted, picked)))
        return NULL;
    for (int64_t i = 0; classes && i < n; i++) {
        if (classes[i] < 0 || classes[i] >= n_classes)
            return error_set(ERR_VALUE, "grad_cam: class %d of picture %lld, the net knows %lld", classes[i],
                             (long long)i, (long long)n_classes);
        picked[i] = (float)classes[i];
    }
    return tensor_one_hot(tensor_from(SHAPE(n), picked, n), n_classes);
}

static Tensor *cam(Module *net, const char *layer, Tensor *x, const int *classes)
{
    Capture look;
    if (!capture_run(net, layer, x, true, &look))
        return NULL;
    if (look.output->n_dims != 4 || look.logits->n_dims != 2)
        return error_set(ERR_SHAPE, "grad_cam: the layer gives (%s), the net (%s)",
                         shape_text(tensor_shape(look.output)), shape_text(tensor_shape(look.logits)));
    Tensor *start = chosen(look.logits, classes);
    tensor_retain_grad(look.layer);
    if (!start || !capture_backward(&look, look.logits, start))
        return NULL;
    bool recording = grad_enable(false);
    Tensor *slope = look.layer->grad ? look.layer->grad : tensor_zeros(tensor_shape(look.output));
    Tensor *weight = tensor_mean_keep(slope, AXIS1 | AXIS2); /* (n, 1, 1, channels) */
    Tensor *map = tensor_relu(tensor_sum(tensor_mul(look.output, weight), AXIS3));
    grad_enable(recording);
    return map;
}

Tensor *grad_cam(Module *net, const char *layer, Tensor *x, const int *classes)
{
    if (!net || !x || !error_ok())
        return NULL;
    Scope scope = scope_begin();
    Tensor *map = cam(net, layer, x, classes);
    return map ? scope_end_keep(scope, map) : (scope_end(scope), NULL);
}

/* --- covering things up ------------------------------------------------------------------------------- */

/* Everything that stays the same from place to place. */
typedef struct Cover {
    const float *pixels; /* of the picture, uncovered */
    int64_t height, width, channels;
    int64_t rows, columns; /* places                     */
    Occlusion how;
} Cover;

/* Picture `place` of all, with its square covered; squares at the edges are cut off there. */
static void cover(const Cover *all, int64_t place, float *out)
{
    int64_t y = place / all->columns * all->how.stride, x = place % all->columns * all->how.stride;
    int64_t bottom = y + all->how.size < all->height ? y + all->how.size : all->height;
    int64_t right = x + all->how.size < all->width ? x + all->how.size : all->width;
    memcpy(out, all->pixels, (size_t)(all->height * all->width * all->channels) * sizeof *out);
    for (; y < bottom; y++)
        for (int64_t i = (y * all->width + x) * all->channels; i < (y * all->width + right) * all->channels;
             i++)
            out[i] = all->how.fill;
}

/* Probabilities (n, classes) of n pictures. */
static Tensor *answers(Module *net, const float *pixels, Shape shape)
{
    Tensor *x = tensor_from(shape, pixels, shape.size[0] * shape.size[1] * shape.size[2] * shape.size[3]);
    return tensor_softmax(nn_forward(net, x), 1);
}

/* How far the probability falls at each place, into `drops`. */
static bool cover_all(Module *net, const Cover *all, int class, double uncovered, float *drops)
{
    enum { AT_ONCE = 32 };
    int64_t places = all->rows * all->columns, size = all->height * all->width * all->channels;
    float *covered = scope_alloc((size_t)(AT_ONCE * size) * sizeof *covered);
    for (int64_t done = 0; covered && done < places;) {
        int64_t n = places - done < AT_ONCE ? places - done : AT_ONCE;
        for (int64_t i = 0; i < n; i++)
            cover(all, done + i, covered + i * size);
        Scope scope = scope_begin();
        Tensor *p = tensor_slice(answers(net, covered, SHAPE(n, all->height, all->width, all->channels)), 1,
                                 class, class + 1);
        bool read = p && tensor_read(p, drops + done);
        scope_end(scope);
        if (!read)
            return false;
        for (int64_t i = 0; i < n; i++)
            drops[done + i] = (float)(uncovered - (double)drops[done + i]);
        done += n;
    }
    return covered != NULL;
}

static Tensor *occlude(Module *net, Tensor *x, int class, Occlusion how)
{
    Cover all = {.height = x->shape[1], .width = x->shape[2], .channels = x->shape[3], .how = how};
    int64_t count = tensor_count(x);
    float *pixels = scope_alloc((size_t)count * sizeof *pixels);
    if (!pixels || !tensor_read(x, pixels))
        return NULL;
    all.pixels = pixels;
    all.how.size = how.size ? how.size : (int)(all.height + 4) / 5;
    all.how.stride = how.stride ? how.stride : (all.how.size + 1) / 2;
    all.rows = (all.height + all.how.stride - 1) / all.how.stride;
    all.columns = (all.width + all.how.stride - 1) / all.how.stride;
    Tensor *plain = answers(net, pixels, tensor_shape(x));
    float *drops = scope_alloc((size_t)(all.rows * all.columns) * sizeof *drops);
    if (!plain || !drops)
        return NULL;
    class = class < 0 ? (int)tensor_at(tensor_argmax(plain, 1), 0) : class;
    if (class >= plain->shape[1])
        return error_set(ERR_VALUE, "occlusion_map: class %d, the net knows %lld", class,
                         (long long)plain->shape[1]);
    return cover_all(net, &all, class, tensor_at(plain, 0, class), drops)
               ? tensor_from(SHAPE(all.rows, all.columns), drops, all.rows * all.columns)
               : NULL;
}

Tensor *occlusion_map(Module *net, Tensor *x, int class, Occlusion how)
{
    if (!net || !x || !error_ok())
        return NULL;
    if (x->n_dims != 4 || x->shape[0] != 1 || how.size < 0 || how.stride < 0)
        return error_set(ERR_SHAPE, "occlusion_map: x (%s), squares of %d, %d apart; x is one picture",
                         shape_text(tensor_shape(x)), how.size, how.stride);
    bool recording = grad_enable(false), training = net->training;
    nn_eval(net);
    Scope scope = scope_begin();
    Tensor *map = occlude(net, x, class, how);
    map = map ? scope_end_keep(scope, map) : (scope_end(scope), NULL);
    if (training)
        nn_train(net);
    grad_enable(recording);
    return map;
}
