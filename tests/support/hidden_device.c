/* A device with hidden memory. */
#include "tests/support/hidden_device.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/pool.h"
#include "kernels/cpu.h"

enum { PLACES = 4096, VIEWS = 12 };

enum { HANDLE_TAG = 0x5a };

typedef struct Place {
    float *numbers; /* NULL: free */
    int64_t n;
    unsigned use;
} Place;

static Place places[PLACES];
static int n_places, faults;
static int64_t calls;

int hidden_device_faults(void)
{
    return faults;
}

int64_t hidden_device_calls(void)
{
    return calls;
}

/* Use (12 bits), place (12) and tag (8), at an address that no machine of today can have. The use makes
 * handles differ that stand for the same place at different times. */
static void *handle_of(int place)
{
    uintptr_t bits = (uintptr_t)(places[place].use & 0xfff) << 20 | (uintptr_t)place << 8 | HANDLE_TAG;
    return (void *)(bits | (uintptr_t)0xdead << 48);
}

static Place *place_of(const void *handle)
{
    uintptr_t bits = (uintptr_t)handle;
    int place = (int)(bits >> 8 & 0xfff);
    if (handle != handle_of(place) || !places[place].numbers) {
        faults++;
        error_set(ERR_DEVICE, "hidden: %p is no memory of this device", handle);
        return NULL;
    }
    return &places[place];
}

static void *hidden_take(int64_t n)
{
    int place = 0;
    while (place < n_places && places[place].numbers)
        place++;
    float *numbers = place < PLACES ? pool_take((size_t)n * sizeof *numbers) : NULL;
    if (!numbers)
        return NULL;
    if (place == n_places)
        n_places++;
    places[place] = (Place){.numbers = numbers, .n = n, .use = places[place].use + 1};
    return handle_of(place);
}

static void hidden_give(void *memory)
{
    Place *place = place_of(memory);
    if (!place)
        return;
    pool_give(place->numbers);
    place->numbers = NULL;
}

static Place *range_of(const void *memory, int64_t first, int64_t last)
{
    Place *place = place_of(memory);
    if (place && first <= last && (first < 0 || last >= place->n)) {
        faults++;
        error_set(ERR_DEVICE, "hidden: elements %ld to %ld of %ld", (long)first, (long)last, (long)place->n);
        return NULL;
    }
    return place;
}

static bool hidden_upload(void *memory, int64_t offset, const float *from, int64_t n)
{
    const Place *place = range_of(memory, offset, offset + n - 1);
    return place && kernels_cpu.upload(place->numbers, offset, from, n);
}

static bool hidden_download(const void *memory, int64_t offset, float *to, int64_t n)
{
    const Place *place = range_of(memory, offset, offset + n - 1);
    return place && kernels_cpu.download(place->numbers, offset, to, n);
}

/* The views of one call, unwrapped: a NULL stays NULL. `good` becomes false with the first fault. */
typedef struct Call {
    View views[VIEWS];
    int n;
    bool good;
} Call;

static const View *unwrap(Call *call, const View *view)
{
    if (!view)
        return NULL;
    int64_t first = view->offset, last = view->offset;
    for (int i = 0; i < view->n_dims; i++) {
        int64_t reach = (view->shape[i] - 1) * view->stride[i];
        *(reach < 0 ? &first : &last) += reach;
        if (view->shape[i] == 0)
            last = first - 1; /* nothing is touched */
    }
    const Place *place = range_of(view->memory, first, last);
    call->good = call->good && place;
    View *real = &call->views[call->n++];
    *real = *view;
    real->memory = place ? place->numbers : NULL;
    return real;
}

/* U unwraps one view; RUN calls the CPU's kernel if all of them were good. */
#define U(view)         unwrap(&call, view)
#define RUN(expression) (calls++, call.good && (expression))
#define CALL            Call call = {.good = true}

/* Arguments are unwrapped before the check, not in the call itself, whose order of evaluation is open. */
#define KERNEL2(name)                                       \
    static bool hidden_##name(const View *a, const View *b) \
    {                                                       \
        CALL;                                               \
        a = U(a), b = U(b);                                 \
        return RUN(kernels_cpu.name(a, b));                 \
    }
#define KERNEL3(name)                                                      \
    static bool hidden_##name(const View *a, const View *b, const View *c) \
    {                                                                      \
        CALL;                                                              \
        a = U(a), b = U(b), c = U(c);                                      \
        return RUN(kernels_cpu.name(a, b, c));                             \
    }
#define CONVOLUTION(name)                                                               \
    static bool hidden_##name(const Convolution *how)                                   \
    {                                                                                   \
        CALL;                                                                           \
        Convolution real = *how;                                                        \
        real.x = U(how->x), real.weight = U(how->weight), real.y = U(how->y);           \
        real.bias = U(how->bias), real.add = U(how->add), real.packed = U(how->packed); \
        return RUN(kernels_cpu.name(&real));                                            \
    }

KERNEL2(copy)
KERNEL2(argmax)
KERNEL3(gather)
KERNEL3(scatter_add)
KERNEL3(pick)
KERNEL3(pick_grad)
KERNEL3(norm_stats)
CONVOLUTION(conv)
CONVOLUTION(conv_pack)
CONVOLUTION(conv_grad_input)
CONVOLUTION(conv_grad_weight)

static bool hidden_fill(const View *out, float value)
{
    CALL;
    out = U(out);
    return RUN(kernels_cpu.fill(out, value));
}

static bool hidden_map(MapOp op, float p, float q, const View *x, const View *out)
{
    CALL;
    x = U(x), out = U(out);
    return RUN(kernels_cpu.map(op, p, q, x, out));
}

static bool hidden_zip(ZipOp op, float p, float q, const View *a, const View *b, const View *out)
{
    CALL;
    a = U(a), b = U(b), out = U(out);
    return RUN(kernels_cpu.zip(op, p, q, a, b, out));
}

static bool hidden_reduce(ReduceOp op, const View *x, const View *out)
{
    CALL;
    x = U(x), out = U(out);
    return RUN(kernels_cpu.reduce(op, x, out));
}

static bool hidden_gemm(const Gemm *how)
{
    CALL;
    Gemm real = *how;
    real.a = U(how->a), real.b = U(how->b), real.c = U(how->c);
    real.bias = U(how->bias), real.add = U(how->add);
    return RUN(kernels_cpu.gemm(&real));
}

static bool hidden_pool(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner)
{
    CALL;
    x = U(x), y = U(y), winner = U(winner);
    return RUN(kernels_cpu.pool(kind, window, x, y, winner));
}

static bool hidden_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner,
                             const View *dx)
{
    CALL;
    dy = U(dy), winner = U(winner), dx = U(dx);
    return RUN(kernels_cpu.pool_grad(kind, window, dy, winner, dx));
}

static Norm unwrap_norm(Call *call, const Norm *how)
{
    Norm real = *how;
    real.x = unwrap(call, how->x), real.add = unwrap(call, how->add);
    real.mean = unwrap(call, how->mean), real.var = unwrap(call, how->var);
    real.gamma = unwrap(call, how->gamma), real.beta = unwrap(call, how->beta);
    return real;
}

static bool hidden_norm_apply(const Norm *how, const View *y)
{
    CALL;
    Norm real = unwrap_norm(&call, how);
    y = U(y);
    return RUN(kernels_cpu.norm_apply(&real, y));
}

static bool hidden_norm_grad(const Norm *how, const View *y, const View *dy, const View *dx,
                             const View *dgamma, const View *dbeta, const View *dadd)
{
    CALL;
    Norm real = unwrap_norm(&call, how);
    y = U(y), dy = U(dy), dx = U(dx), dgamma = U(dgamma), dbeta = U(dbeta), dadd = U(dadd);
    return RUN(kernels_cpu.norm_grad(&real, y, dy, dx, dgamma, dbeta, dadd));
}

static bool hidden_norm_pool(const Norm *how, const Window *window, const View *y, const View *winner)
{
    CALL;
    Norm real = unwrap_norm(&call, how);
    y = U(y), winner = U(winner);
    return RUN(kernels_cpu.norm_pool(&real, window, y, winner));
}

static bool hidden_norm_pool_grad(const Norm *how, const Window *window, const View *dy, const View *winner,
                                  const View *dx, const View *dgamma, const View *dbeta)
{
    CALL;
    Norm real = unwrap_norm(&call, how);
    dy = U(dy), winner = U(winner), dx = U(dx), dgamma = U(dgamma), dbeta = U(dbeta);
    return RUN(kernels_cpu.norm_pool_grad(&real, window, dy, winner, dx, dgamma, dbeta));
}

static bool hidden_softmax(bool log, const View *x, const View *y)
{
    CALL;
    x = U(x), y = U(y);
    return RUN(kernels_cpu.softmax(log, x, y));
}

static bool hidden_softmax_grad(bool log, const View *y, const View *dy, const View *dx)
{
    CALL;
    y = U(y), dy = U(dy), dx = U(dx);
    return RUN(kernels_cpu.softmax_grad(log, y, dy, dx));
}

static bool hidden_dropout_mask(uint64_t key, float p, const View *out)
{
    CALL;
    out = U(out);
    return RUN(kernels_cpu.dropout_mask(key, p, out));
}

static bool hidden_sgd(const SgdStep *how, const View *p, const View *grad, const View *velocity)
{
    CALL;
    p = U(p), grad = U(grad), velocity = U(velocity);
    return RUN(kernels_cpu.sgd(how, p, grad, velocity));
}

static bool hidden_adam(const AdamStep *how, const View *p, const View *grad, const View *average,
                        const View *square)
{
    CALL;
    p = U(p), grad = U(grad), average = U(average), square = U(square);
    return RUN(kernels_cpu.adam(how, p, grad, average, square));
}

static bool hidden_adapt(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
                         const View *m)
{
    CALL;
    p = U(p), grad = U(grad), a = U(a), s = U(s), m = U(m);
    return RUN(kernels_cpu.adapt(how, p, grad, a, s, m));
}

#define ENTRY(name) .name = hidden_##name

const Kernels kernels_hidden = {
    .name = "hidden",
    ENTRY(take),
    ENTRY(give),
    ENTRY(upload),
    ENTRY(download),
    .clock = clock_seconds,
    ENTRY(fill),
    ENTRY(copy),
    ENTRY(map),
    ENTRY(zip),
    ENTRY(reduce),
    ENTRY(argmax),
    ENTRY(gather),
    ENTRY(scatter_add),
    ENTRY(pick),
    ENTRY(pick_grad),
    ENTRY(gemm),
    ENTRY(conv),
    .conv_packed_size = cpu_conv_packed_size, /* looks at sizes only */
    ENTRY(conv_pack),
    ENTRY(conv_grad_input),
    ENTRY(conv_grad_weight),
    ENTRY(pool),
    ENTRY(pool_grad),
    ENTRY(norm_stats),
    ENTRY(norm_apply),
    ENTRY(norm_grad),
    ENTRY(norm_pool),
    ENTRY(norm_pool_grad),
    ENTRY(softmax),
    ENTRY(softmax_grad),
    ENTRY(dropout_mask),
    ENTRY(sgd),
    ENTRY(adam),
    ENTRY(adapt),
};
