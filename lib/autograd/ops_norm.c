/* Batch normalisation. (chapter 14; Ioffe and Szegedy 2015) */
#include "autograd/ops_part.h"

#include "base/error.h"
#include "tensor/storage.h"

enum { SAVED_X, SAVED_Y, SAVED_MEAN, SAVED_VAR, SAVED_GAMMA, SAVED_BETA };

typedef struct NormHow {
    float eps;
    Activation act;
    Window pool; /* what follows, of the op with a pool */
} NormHow;

static Tensor *added_to(const Node *node)
{
    return node->n_inputs > 3 ? node->inputs[3] : NULL;
}

/* What its kernels read: x in the form they want, and what the node saved. */
static Norm norm_of(const NormHow *how, Tensor *const saved[], const View *x, const View *add)
{
    return (Norm){x,
                  &saved[SAVED_MEAN]->view,
                  &saved[SAVED_VAR]->view,
                  &saved[SAVED_GAMMA]->view,
                  &saved[SAVED_BETA]->view,
                  add,
                  how->eps,
                  how->act};
}

/* In training the statistics depend on x too; the kernel's gradient has both ways in it. x and dy are needed
 * for the last time here, so their memory takes the results. */
static bool batch_norm_backward(Node *node, Tensor *dy)
{
    const NormHow *how = node->how;
    Tensor **saved = node->saved, *x = saved[SAVED_X], *add = added_to(node), *rows = raw_contiguous(dy);
    bool masked = add && how->act != ACT_NONE; /* or else add's gradient is dy itself */
    if (!rows)
        return false;
    Tensor *dadd = masked ? raw_over(rows) : NULL;
    Tensor *dx = raw_over(x);
    Tensor *dgamma = raw_like(saved[SAVED_GAMMA]), *dbeta = raw_like(dgamma);
    if ((masked && !dadd) || !dx || !dbeta)
        return false;
    View x_view = raw_rows_of(x), dy_view = raw_rows_of(rows), dx_view = raw_rows_of(dx);
    View y_view = masked ? raw_rows_of(saved[SAVED_Y]) : x_view;
    View dadd_view = masked ? raw_rows_of(dadd) : x_view;
    Norm norm = norm_of(how, saved, &x_view, masked ? &y_view : NULL);
    return x->storage->device->norm_grad(&norm, masked ? &y_view : NULL, &dy_view, &dx_view, &dgamma->view,
                                         &dbeta->view, masked ? &dadd_view : NULL) &&
           (masked ? grad_add(add, dadd) : grad_pass(add, dy)) && grad_add(node->inputs[0], dx) &&
           grad_add(node->inputs[1], dgamma) && grad_add(node->inputs[2], dbeta);
}

/* In evaluation the statistics are constants: y = (x - mean) * gamma / sqrt(var + eps) + beta */
static bool batch_norm_eval_backward(Node *node, Tensor *dy)
{
    const NormHow *how = node->how;
    Tensor **saved = node->saved, *x = saved[SAVED_X];
    const char *who = "batch_norm";
    Axes rows = (AXIS(x->n_dims - 1)) - 1;
    if (how->act == ACT_RELU)
        dy = raw_zip_over(who, ZIP_RELU_GRAD, 0, 0, dy, saved[SAVED_Y]);
    Tensor *shifted = raw_map(who, MAP_AFFINE, 1, how->eps, saved[SAVED_VAR]);
    Tensor *inverse_std = raw_map(who, MAP_POW, -0.5f, 0, shifted);
    if (!grad_pass(added_to(node), dy))
        return false;
    if (grad_wanted(node->inputs[0])) {
        Tensor *factor = raw_zip(who, ZIP_MUL, 0, 0, saved[SAVED_GAMMA], inverse_std);
        if (!grad_add(node->inputs[0], raw_zip(who, ZIP_MUL, 0, 0, dy, factor)))
            return false;
    }
    if (grad_wanted(node->inputs[1])) {
        Tensor *centred = raw_zip(who, ZIP_SUB, 0, 0, x, saved[SAVED_MEAN]);
        Tensor *normal = raw_zip(who, ZIP_MUL, 0, 0, centred, inverse_std);
        Tensor *product = raw_zip(who, ZIP_MUL, 0, 0, dy, normal);
        if (!grad_add(node->inputs[1], raw_reduce(who, REDUCE_SUM, product, rows, false)))
            return false;
    }
    return !grad_wanted(node->inputs[2]) ||
           grad_add(node->inputs[2], raw_reduce(who, REDUCE_SUM, dy, rows, false));
}

/* running += momentum * (batch - running); PyTorch keeps the variance that divides by n - 1. */
static bool running_update(Tensor *running, Tensor *batch, double momentum, double factor)
{
    Tensor *scaled = raw_map("batch_norm", MAP_AFFINE, (float)factor, 0, batch);
    Tensor *difference = raw_zip("batch_norm", ZIP_SUB, 0, 0, scaled, running);
    bool done = tensor_add_(running, difference, momentum);
    tensor_release(scaled);
    tensor_release(difference);
    return done;
}

static bool batch_norm_fits(Tensor *x, Tensor *const *of_channels, const Tensor *add)
{
    for (int i = 0; i < 4; i++)
        if (!raw_usable("tensor_batch_norm", x, of_channels[i]))
            return false;
    if (add && !raw_usable("tensor_batch_norm", x, add))
        return false;
    bool fits = x->n_dims >= 2 && tensor_count(x) > 0;
    for (int i = 0; i < 4; i++)
        fits = fits && of_channels[i]->n_dims == 1 && of_channels[i]->shape[0] == x->shape[x->n_dims - 1] &&
               tensor_is_contiguous(of_channels[i]);
    if (!fits) {
        error_set(ERR_SHAPE, "tensor_batch_norm: x (%s), gamma (%s)", shape_text(tensor_shape(x)),
                  shape_text(tensor_shape(of_channels[0])));
        error_hint("the last axis of x holds the channels; gamma, beta and the running statistics have one "
                   "value each");
    }
    if (fits && add && !tensor_same_shape(x, add)) {
        error_set(ERR_SHAPE, "tensor_batch_norm: x (%s), add (%s)", shape_text(tensor_shape(x)),
                  shape_text(tensor_shape(add)));
        return false;
    }
    return fits;
}

static bool batch_statistics(Tensor *rows, Tensor *mean, Tensor *var, Tensor *running_mean,
                             Tensor *running_var, double momentum)
{
    View x_view = raw_rows_of(rows);
    if (!rows->storage->device->norm_stats(&x_view, &mean->view, &var->view))
        return false;
    double n = (double)x_view.shape[0];
    return running_update(running_mean, mean, momentum, 1) &&
           running_update(running_var, var, momentum, n > 1 ? n / (n - 1) : 1);
}

static bool norm_apply(const NormHow *how, Tensor *const saved[], Tensor *add, Tensor *y)
{
    View x = raw_rows_of(saved[SAVED_X]), y_view = raw_rows_of(y), add_view = add ? raw_rows_of(add) : x;
    Norm norm = norm_of(how, saved, &x, add ? &add_view : NULL);
    return y->storage->device->norm_apply(&norm, &y_view);
}

/* The statistics are known, so this is one pass over x. */
static Tensor *batch_norm_again(Node *node)
{
    Tensor *y = raw_like(node->saved[SAVED_X]);
    return y && norm_apply(node->how, node->saved, NULL, y) ? y : NULL;
}

Tensor *tensor_batch_norm(Tensor *x, Tensor *gamma, Tensor *beta, Tensor *running_mean, Tensor *running_var,
                          BatchNorm how)
{
    if (!batch_norm_fits(x, (Tensor *[]){gamma, beta, running_mean, running_var}, how.add))
        return NULL;
    NormHow kept = {.eps = how.eps > 0 ? how.eps : 1e-5f, .act = how.act};
    float momentum = how.momentum > 0 ? how.momentum : 0.1f;
    Tensor *rows = raw_contiguous(x), *y = raw_like(x), *add = how.add ? raw_contiguous(how.add) : NULL;
    Tensor *mean = how.train ? raw_like(gamma) : running_mean;
    Tensor *var = how.train ? raw_like(gamma) : running_var;
    if (!rows || !y || !mean || !var || (how.add && !add))
        return NULL;
    if (how.train && !batch_statistics(rows, mean, var, running_mean, running_var, (double)momentum))
        return NULL;
    bool keeps_y = kept.act != ACT_NONE && (add || !how.train); /* else the mask is made again from x */
    Op op = {how.add ? "batch norm, add" : "batch norm",
             how.train ? batch_norm_backward : batch_norm_eval_backward,
             .many_inputs = (Tensor *[]){x, gamma, beta, how.add},
             .n_many_inputs = how.add ? 4 : 3,
             .saved = {rows, keeps_y ? y : NULL, mean, var, gamma, beta},
             .how = &kept,
             .how_bytes = sizeof kept,
             .again = how.train && !add ? batch_norm_again : NULL};
    y = norm_apply(&kept, op.saved, add, y) ? record(y, op) : NULL;
    if (rows != x)
        tensor_release(rows);
    return y;
}

static bool norm_pool(const NormHow *how, Tensor *const saved[], Tensor *y, Tensor *winner)
{
    if (!y || !winner)
        return false;
    Norm norm = norm_of(how, saved, &saved[SAVED_X]->view, NULL);
    return y->storage->device->norm_pool(&norm, &how->pool, &y->view, &winner->view);
}

/* Who won is found out again: to keep it until here would take as much memory as y does. */
static bool batch_norm_pool_backward(Node *node, Tensor *dy)
{
    const NormHow *how = node->how;
    Tensor **saved = node->saved, *x = saved[SAVED_X], *rows = raw_contiguous(dy);
    Tensor *y = raw_like(rows), *winner = raw_like(rows);
    if (!norm_pool(how, saved, y, winner))
        return false;
    tensor_release(y);
    Tensor *dx = raw_over(x), *dgamma = raw_like(saved[SAVED_GAMMA]), *dbeta = raw_like(dgamma);
    if (!dx || !dbeta)
        return false;
    Norm norm = norm_of(how, saved, &x->view, NULL);
    return x->storage->device->norm_pool_grad(&norm, &how->pool, &rows->view, &winner->view, &dx->view,
                                              &dgamma->view, &dbeta->view) &&
           grad_add(node->inputs[0], dx) && grad_add(node->inputs[1], dgamma) &&
           grad_add(node->inputs[2], dbeta);
}

static Tensor *one_after_the_other(Tensor *x, Tensor *const of_channels[4], BatchNorm how, Pool pool)
{
    Tensor *normal =
        tensor_batch_norm(x, of_channels[0], of_channels[1], of_channels[2], of_channels[3], how);
    Tensor *y = tensor_max_pool(normal, pool);
    tensor_release(normal);
    return y;
}

Tensor *tensor_batch_norm_pool(Tensor *x, Tensor *gamma, Tensor *beta, Tensor *running_mean,
                               Tensor *running_var, BatchNorm how, Pool pool)
{
    Tensor *of_channels[] = {gamma, beta, running_mean, running_var};
    NormHow kept = {.eps = how.eps > 0 ? how.eps : 1e-5f, .act = how.act};
    Shape output;
    if (!how.train || how.add)
        return one_after_the_other(x, of_channels, how, pool);
    if (!batch_norm_fits(x, of_channels, NULL) ||
        !pool_output("tensor_batch_norm_pool", POOL_MAX, x, pool, &kept.pool, &output))
        return NULL;
    float momentum = how.momentum > 0 ? how.momentum : 0.1f;
    Tensor *rows = raw_contiguous(x), *y = raw_new(x, &output), *winner = raw_like(y);
    Tensor *mean = raw_like(gamma), *var = raw_like(gamma);
    if (!rows || !winner || !mean || !var ||
        !batch_statistics(rows, mean, var, running_mean, running_var, (double)momentum))
        return NULL;
    Op op = {"batch norm, max pool",
             batch_norm_pool_backward,
             .inputs = {x, gamma, beta},
             .saved = {rows, NULL, mean, var, gamma, beta},
             .how = &kept,
             .how_bytes = sizeof kept};
    bool done = norm_pool(&kept, op.saved, y, winner);
    tensor_release(winner);
    y = done ? record(y, op) : NULL;
    if (rows != x)
        tensor_release(rows);
    return y;
}
