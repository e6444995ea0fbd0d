/* Convolution as a product: what is a row, what a term, and where they are in the images. */
#include "kernels/opencl_part.h"

#include "base/error.h"

/* The kernels sum as the definition does, whatever is free to choose; Winograd's way is not among them. */
static bool direct(const char *who, const Convolution *how)
{
    if (how->method == CONV_AUTO || how->method == CONV_DIRECT)
        return true;
    error_set(ERR_DEVICE, "%s: the opencl device has no Winograd convolution", who);
    error_hint("CONV_AUTO or CONV_DIRECT, or DEVICE=cpu");
    return false;
}

/* Windows on an image: positions as y has them. */
static Product windows_on(const Convolution *how)
{
    const View *x = how->x, *y = how->y;
    int channels = (int)x->shape[3];
    return (Product){.h = (int)x->shape[1],
                     .row_floats = (int)x->shape[2] * channels,
                     .rows = (int)y->shape[1],
                     .cols = (int)y->shape[2],
                     .step_y = how->window.stride,
                     .top = how->window.pad,
                     .step_q = how->window.stride * channels,
                     .left = how->window.pad * channels};
}

static int positions(const View *image)
{
    return (int)(image->shape[0] * image->shape[1] * image->shape[2]);
}

/* y (positions, k) = windows (positions, kh kw c) x weight^T */
bool opencl_conv(const Convolution *how)
{
    if (!direct("conv", how))
        return false;
    const View *weight = how->packed ? how->packed : how->weight;
    int channels = (int)how->x->shape[3];
    Product p = windows_on(how);
    p.m = positions(how->y);
    p.n = p.c_row = (int)how->y->shape[3];
    p.runs = how->window.height;
    p.run = how->window.width * channels;
    p.b_k = 1;
    p.b_col = p.runs * p.run;
    p.has_bias = how->bias != NULL;
    p.has_add = how->add != NULL;
    p.relu = how->act == ACT_RELU;
    return opencl_product("conv", &p, how->x, weight, how->y, how->bias, how->add);
}

/* Weights are put into the order that suits the device while they are loaded into local memory: packed, they
 * are a copy. */
int64_t opencl_conv_packed_size(const Convolution *how)
{
    return view_count(how->weight);
}

bool opencl_conv_pack(const Convolution *how)
{
    View packed = *how->weight;
    packed.memory = how->packed->memory;
    packed.offset = how->packed->offset;
    return direct("conv_pack", how) && opencl_copy(how->weight, &packed);
}

/* dweight (k, kh kw c) = dy^T (k, positions) x windows (positions, kh kw c) */
bool opencl_conv_grad_weight(const Convolution *how)
{
    if (!direct("conv_grad_weight", how))
        return false;
    Product p = windows_on(how);
    p.m = (int)how->y->shape[3];
    p.window_row = how->window.width * (int)how->x->shape[3];
    p.n = p.c_row = how->window.height * p.window_row;
    p.runs = 1;
    p.run = positions(how->y);
    p.a_row = 1;
    p.a_k = p.m;
    return opencl_product("conv_grad_weight", &p, how->y, how->x, how->weight, NULL, NULL);
}

/* Along one axis, the pixels `phase`, `phase` + stride, ... of x were touched by window rows r0, r0 + stride,
 * ... only: their gradient is a stride-1 convolution of dy with these rows, the last one first. */
typedef struct Phase {
    int count;  /* pixels                         */
    int taps;   /* window rows                    */
    int last;   /* the highest of them            */
    int before; /* dy's rows before the first one */
} Phase;

static Phase phase_of(int phase, int64_t size, int window, int stride, int pad)
{
    int r0 = (phase + pad) % stride;
    int taps = r0 < window ? (window - r0 - 1) / stride + 1 : 0;
    return (Phase){.count = phase < size ? (int)(size - phase - 1) / stride + 1 : 0,
                   .taps = taps,
                   .last = r0 + (taps - 1) * stride,
                   .before = taps - 1 - (phase + pad) / stride};
}

static bool grad_input_phase(const Convolution *how, int phase_y, int phase_x)
{
    const View *dy = how->y, *dx = how->x;
    const Window *window = &how->window;
    Phase y = phase_of(phase_y, dx->shape[1], window->height, window->stride, window->pad);
    Phase x = phase_of(phase_x, dx->shape[2], window->width, window->stride, window->pad);
    int k_out = (int)dy->shape[3];
    Product p = {.m = (int)dx->shape[0] * y.count * x.count,
                 .n = (int)dx->shape[3],
                 .runs = y.taps,
                 .run = x.taps * k_out,
                 .h = (int)dy->shape[1],
                 .row_floats = (int)dy->shape[2] * k_out,
                 .has_add = how->adds,
                 .rows = y.count,
                 .cols = x.count,
                 .step_y = 1,
                 .top = y.before,
                 .step_q = k_out,
                 .left = x.before * k_out,
                 .kh = window->height,
                 .kw = window->width,
                 .channels = (int)dx->shape[3],
                 .k_out = k_out,
                 .last_y = y.last,
                 .last_x = x.last,
                 .stride = window->stride,
                 .phase_y = phase_y,
                 .phase_x = phase_x,
                 .out_h = (int)dx->shape[1],
                 .out_w = (int)dx->shape[2]};
    if (y.taps * x.taps == 0) /* pixels that no window saw: a sum without terms */
        p.runs = p.run = 0;
    return opencl_product("conv_grad_input", &p, dy, how->weight, dx, NULL, how->adds ? dx : NULL);
}

bool opencl_conv_grad_input(const Convolution *how)
{
    if (!direct("conv_grad_input", how))
        return false;
    for (int y = 0; y < how->window.stride; y++)
        for (int x = 0; x < how->window.stride; x++)
            if (!grad_input_phase(how, y, x))
                return false;
    return true;
}
