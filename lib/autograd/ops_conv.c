/* Convolution of a stack of images. (chapter 13) */
#include "autograd/ops.h"

#include <inttypes.h>

#include "base/error.h"
#include "tensor/storage.h"

/* Of a stride and a padding: more than any picture needs, and few enough to be added and multiplied. */
enum { MOST_PIXELS = 1 << 20 };

static Convolution conv_of(const Tensor *weight, Conv how)
{
    return (Convolution){.window = {.height = (int)weight->shape[1],
                                    .width = (int)weight->shape[2],
                                    .stride = how.stride ? how.stride : 1,
                                    .pad = how.pad},
                         .method = how.method};
}

/* Added to the gradient that comes another way, if one is there; else into x's memory, since x has been read
 * for the last time. */
static bool conv_backward_input(Tensor *input, Convolution how, Tensor *dy, Tensor *weight, Tensor *x)
{
    if (!grad_wanted(input))
        return true;
    Tensor *sum = grad_so_far(input), *dx = sum ? sum : raw_over(x);
    if (!dx)
        return false;
    how.x = &dx->view, how.weight = &weight->view, how.y = &dy->view;
    how.adds = sum != NULL;
    return dy->storage->device->conv_grad_input(&how) && (sum || grad_add(input, dx));
}

static bool conv_backward_weight(Tensor *input, Convolution how, Tensor *x, Tensor *dy)
{
    if (!grad_wanted(input))
        return true;
    Tensor *dweight = raw_of_shape(dy, input);
    if (!dweight)
        return false;
    how.x = &x->view, how.weight = &dweight->view, how.y = &dy->view;
    return dy->storage->device->conv_grad_weight(&how) && grad_add(input, dweight);
}

static bool conv_backward(Node *node, Tensor *dy)
{
    const Conv *options = node->how;
    Tensor *x = node->saved[0], *weight = node->saved[1], *y = node->saved[2], *bias = node->inputs[2];
    Convolution how = conv_of(weight, *options);
    if (options->act == ACT_RELU)
        dy = raw_zip_over("conv", ZIP_RELU_GRAD, 0, 0, dy, y);
    Tensor *rows = raw_contiguous(dy);
    return rows && grad_pass(options->add, rows) && conv_backward_weight(node->inputs[1], how, x, rows) &&
           conv_backward_input(node->inputs[0], how, rows, weight, x) &&
           (!grad_wanted(bias) ||
            grad_add(bias, raw_reduce("conv", REDUCE_SUM, dy, AXIS0 | AXIS1 | AXIS2, false)));
}

static bool conv_method_fits(const Tensor *weight, Conv how)
{
    if (how.method < CONV_AUTO || how.method > CONV_WINOGRAD_4) {
        error_set(ERR_VALUE, "tensor_conv: there is no method %d", (int)how.method);
        return false;
    }
    bool winograd = how.method == CONV_WINOGRAD_2 || how.method == CONV_WINOGRAD_4;
    if (winograd && (weight->shape[1] != 3 || weight->shape[2] != 3 || how.stride > 1 || how.pad > 2)) {
        error_set(ERR_VALUE, "tensor_conv: Winograd's method with weight (%s), stride %d, pad %d",
                  shape_text(tensor_shape(weight)), how.stride ? how.stride : 1, how.pad);
        error_hint("it needs a 3 x 3 window, stride 1 and pad 0 to 2; CONV_AUTO takes it where it is faster");
        return false;
    }
    return true;
}

static bool conv_fits(const Tensor *x, const Tensor *weight, const Tensor *bias, Conv how)
{
    if (how.stride < 0 || how.pad < 0 || how.stride > MOST_PIXELS || how.pad > MOST_PIXELS) {
        error_set(ERR_VALUE, "tensor_conv: stride %d, pad %d", how.stride, how.pad);
        error_hint("both from 0 to %d", MOST_PIXELS);
        return false;
    }
    bool fits = x->n_dims == 4 && weight->n_dims == 4 && x->shape[3] == weight->shape[3] &&
                tensor_count(x) > 0 && tensor_count(weight) > 0 &&
                x->shape[1] + 2 * (int64_t)how.pad >= weight->shape[1] &&
                x->shape[2] + 2 * (int64_t)how.pad >= weight->shape[2] &&
                (!bias || (bias->n_dims == 1 && bias->shape[0] == weight->shape[0]));
    if (!fits) {
        error_set(ERR_SHAPE, "tensor_conv: x (%s), weight (%s), bias (%s), pad %d",
                  shape_text(tensor_shape(x)), shape_text(tensor_shape(weight)),
                  bias ? shape_text(tensor_shape(bias)) : "none", how.pad);
        error_hint("x is (n, h, w, c), weight (k, kh, kw, c) and no larger than the padded image, bias (k)");
    }
    return fits && conv_method_fits(weight, how);
}

static bool add_fits(const Tensor *y, const Tensor *add)
{
    if (!add || tensor_same_shape(y, add))
        return true;
    error_set(ERR_SHAPE, "tensor_conv: result (%s), add (%s)", shape_text(tensor_shape(y)),
              shape_text(tensor_shape(add)));
    return false;
}

/* Fills `packed` where it is not filled for these sizes yet. */
static bool pack(Convolution *conv, const Kernels *device, Tensor *packed)
{
    int64_t n = device->conv_packed_size(conv);
    bool there = tensor_count(packed) == n;
    if (!there && !raw_renew(packed, SHAPE(n)))
        return false;
    conv->packed = &packed->view;
    return there || device->conv_pack(conv);
}

Tensor *tensor_conv(Tensor *x, Tensor *weight, Tensor *bias, Conv how)
{
    if (!raw_usable("tensor_conv", x, weight) || (bias && !raw_usable("tensor_conv", x, bias)) ||
        (how.add && !raw_usable("tensor_conv", x, how.add)) || !conv_fits(x, weight, bias, how))
        return NULL;
    Convolution conv = conv_of(weight, how);
    int64_t h2 = (x->shape[1] + 2 * (int64_t)how.pad - conv.window.height) / conv.window.stride + 1;
    int64_t w2 = (x->shape[2] + 2 * (int64_t)how.pad - conv.window.width) / conv.window.stride + 1;
    Tensor *images = raw_contiguous(x), *kernel = raw_contiguous(weight);
    Tensor *offset = bias ? raw_contiguous(bias) : NULL;
    Tensor *y = raw_new(x, &SHAPE(x->shape[0], h2, w2, weight->shape[0]));
    Tensor *add = how.add ? raw_contiguous(how.add) : NULL;
    if (!images || !kernel || !y || (bias && !offset) || (how.add && !add) || !add_fits(y, add))
        return NULL;
    conv.x = &images->view, conv.weight = &kernel->view, conv.y = &y->view;
    conv.bias = offset ? &offset->view : NULL;
    conv.add = add ? &add->view : NULL;
    conv.act = how.act;
    if ((how.packed && !pack(&conv, x->storage->device, how.packed)) || !x->storage->device->conv(&conv))
        return NULL;
    return record(y, (Op){"conv", conv_backward, .many_inputs = (Tensor *[]){x, weight, bias, how.add},
                          .n_many_inputs = how.add ? 4 : 3,
                          .saved = {images, kernel, how.act == ACT_RELU ? y : NULL}, .how = &how,
                          .how_bytes = sizeof how});
}
