/* Batch normalisation. (chapter 14; Ioffe and Szegedy 2015) */
#include "autograd/ops.h"

#include "base/error.h"
#include "tensor/storage.h"

/* In training the statistics depend on x too; the kernel's gradient has both ways in it. */
static bool batch_norm_backward(Node *node, Tensor *dy)
{
    const float *eps = node->how;
    Tensor *x = node->saved[0], *mean = node->saved[1], *var = node->saved[2], *gamma = node->saved[3];
    Tensor *rows = raw_contiguous(dy), *dx = raw_like(x), *dgamma = raw_like(gamma), *dbeta = raw_like(gamma);
    if (!rows || !dx || !dgamma || !dbeta)
        return false;
    View x_view = raw_rows_of(x), dy_view = raw_rows_of(rows), dx_view = raw_rows_of(dx);
    View mean_view = raw_view_of(mean), var_view = raw_view_of(var), gamma_view = raw_view_of(gamma);
    View dgamma_view = raw_view_of(dgamma), dbeta_view = raw_view_of(dbeta);
    return x->storage->device->norm_grad(&x_view, &dy_view, &mean_view, &var_view, *eps, &gamma_view,
                                         &dx_view, &dgamma_view, &dbeta_view) &&
           grad_add(node->inputs[0], dx) && grad_add(node->inputs[1], dgamma) &&
           grad_add(node->inputs[2], dbeta);
}

/* In evaluation the statistics are constants: y = (x - mean) * gamma / sqrt(var + eps) + beta */
static bool batch_norm_eval_backward(Node *node, Tensor *dy)
{
    const float *eps = node->how;
    Tensor *x = node->saved[0], *mean = node->saved[1], *var = node->saved[2], *gamma = node->saved[3];
    const char *who = "batch_norm";
    Axes rows = (AXIS(x->n_dims - 1)) - 1;
    Tensor *inverse_std = raw_map(who, MAP_POW, -0.5f, 0, raw_map(who, MAP_AFFINE, 1, *eps, var));
    if (grad_wanted(node->inputs[0])) {
        Tensor *factor = raw_zip(who, ZIP_MUL, 0, 0, gamma, inverse_std);
        if (!grad_add(node->inputs[0], raw_zip(who, ZIP_MUL, 0, 0, dy, factor)))
            return false;
    }
    if (grad_wanted(node->inputs[1])) {
        Tensor *normal = raw_zip(who, ZIP_MUL, 0, 0, raw_zip(who, ZIP_SUB, 0, 0, x, mean), inverse_std);
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

static bool batch_norm_fits(Tensor *x, Tensor *const *of_channels)
{
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
    return fits;
}

static bool batch_statistics(Tensor *rows, Tensor *mean, Tensor *var, Tensor *running_mean,
                             Tensor *running_var, double momentum)
{
    View x_view = raw_rows_of(rows), mean_view = raw_view_of(mean), var_view = raw_view_of(var);
    if (!rows->storage->device->norm_stats(&x_view, &mean_view, &var_view))
        return false;
    double n = (double)x_view.shape[0];
    return running_update(running_mean, mean, momentum, 1) &&
           running_update(running_var, var, momentum, n > 1 ? n / (n - 1) : 1);
}

Tensor *tensor_batch_norm(Tensor *x, Tensor *gamma, Tensor *beta, Tensor *running_mean, Tensor *running_var,
                          BatchNorm how)
{
    Tensor *of_channels[] = {gamma, beta, running_mean, running_var};
    for (int i = 0; i < 4; i++)
        if (!raw_usable("tensor_batch_norm", x, of_channels[i]))
            return NULL;
    if (!batch_norm_fits(x, of_channels))
        return NULL;
    float eps = how.eps > 0 ? how.eps : 1e-5f, momentum = how.momentum > 0 ? how.momentum : 0.1f;
    Tensor *rows = raw_contiguous(x), *y = raw_like(x);
    Tensor *mean = how.train ? raw_like(gamma) : running_mean;
    Tensor *var = how.train ? raw_like(gamma) : running_var;
    if (!rows || !y || !mean || !var)
        return NULL;
    if (how.train && !batch_statistics(rows, mean, var, running_mean, running_var, (double)momentum))
        return NULL;
    View x_view = raw_rows_of(rows), y_view = raw_rows_of(y), mean_view = raw_view_of(mean),
         var_view = raw_view_of(var);
    View gamma_view = raw_view_of(gamma), beta_view = raw_view_of(beta);
    if (!x->storage->device->norm_apply(&x_view, &mean_view, &var_view, eps, &gamma_view, &beta_view,
                                        &y_view))
        return NULL;
    return record(y, (Op){"batch norm", how.train ? batch_norm_backward : batch_norm_eval_backward,
                          .inputs = {x, gamma, beta}, .saved = {rows, mean, var, gamma}, .how = &eps,
                          .how_bytes = sizeof eps});
}
