/* Gradient of a convolution to its input: dy, sent backwards through the same weights.
 *
 * dx(position) collects dy(position + pad - r) times weight(r) over all r, which is a convolution of dy with
 * the window turned around. With a stride s it falls apart into s * s such convolutions, one for each
 * remainder of the position divided by s, its phase; none of them multiplies by the zeros between the
 * outputs, and no two write the same number, so no thread waits for another.
 *
 * Few channels leave most lanes of a vector empty, and the pixels of one phase lie apart. Then the phases
 * along a row become one convolution: s pixels side by side are one position with s times the channels.
 * Weights that a phase does not have are zeros in it, and still there is less to do in all: for a 3 x 3
 * window of stride 2, rows of 2 times one vector instead of 1 + 2, and their results lie in one piece. */
#include "kernels/cpu.h"
#include "kernels/cpu_conv.h"
#include "kernels/cpu_conv_method.h"
#include "kernels/cpu_conv_taps.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_pieces.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd.h"

#include <string.h>

#include "base/pool.h"

/* Along one axis: some phases, and positions q * stride + phase of each. They see dy at q - before + tap, for
 * every tap for which the window has a number phase + pad + (before - tap) * stride. */
typedef struct Phases {
    int64_t first, number;
    int64_t count;  /* of q                                          */
    int64_t taps;   /* that one of the phases sees at least; may be 0 */
    int64_t before; /* Slide.top of the correlation                  */
} Phases;

/* Along the height and along the width. */
typedef struct PhasePair {
    Phases y, x;
} PhasePair;

static Phases phases_of(int64_t first, int64_t number, int64_t size, int64_t window, int64_t stride,
                        int64_t pad)
{
    int64_t from = first + pad, before = (window - 1 + (stride - 1) * from) / stride - from;
    return (Phases){
        .first = first,
        .number = number,
        .count = (size - first - 1) / stride + 1,
        .taps = before + (from + number - 1) / stride + 1,
        .before = before,
    };
}

/* Zeros instead of sums: inputs that no window saw. */
static void clear(const Correlation *c)
{
    const Slide *s = &c->slide;
#pragma omp parallel for if (s->images * s->rows * s->cols * c->n >= CPU_PARALLEL_MIN)
    for (int64_t i = 0; i < s->images * s->rows; i++)
        for (int64_t x = 0; x < s->cols; x++)
            memset(c->y + i / s->rows * c->y_image + i % s->rows * c->y_row + x * c->y_col, 0,
                   (size_t)c->n * sizeof(float));
}

/* The weights of all taps in panels: tap by tap, row by row of dy's channels, the phases side by side. */
static void pack_taps(const Convolution *how, const Phases *py, const Phases *px, float *packed)
{
    const Window *window = &how->window;
    int64_t k_out = how->y->shape[3], channels = how->x->shape[3], taps = py->taps * px->taps,
            k = taps * k_out, step = (int64_t)window->height * window->width * channels;
    if (px->number > 1)
        memset(packed, 0, (size_t)(k * TILE_COLS) * sizeof(float));
#pragma omp parallel for if (k * channels >= CPU_PARALLEL_PRODUCTS)
    for (int64_t tap = 0; tap < taps; tap++) {
        int64_t r = py->first + window->pad + (py->before - tap / px->taps) * window->stride;
        int64_t s = px->first + window->pad + (px->before - tap % px->taps) * window->stride;
        const float *line = view_data(how->weight) + r * window->width * channels;
        float *to = packed + tap * k_out * TILE_COLS;
        if (px->number == 1)
            pack_by_rows(line + s * channels, step, k_out, channels, to, k);
        else
            for (int64_t i = max(0, -s); i < min(px->number, window->width - s); i++)
                pack_lines(line + (s + i) * channels, step, k_out, channels, to + i * channels, TILE_COLS);
    }
}

/* Where the weights of these taps lie; nowhere for phases side by side, which have no one step between them.
 */
static ConvWeights weights_of(const Convolution *how, const Phases *py, const Phases *px)
{
    const Window *window = &how->window;
    int64_t channels = how->x->shape[3], line = window->width * channels;
    if (px->number > 1 || py->taps * px->taps == 0)
        return (ConvWeights){0};
    int64_t r = py->first + window->pad + py->before * window->stride,
            q = px->first + window->pad + px->before * window->stride;
    return (ConvWeights){
        .data = view_data(how->weight) + r * line + q * channels,
        .row = -window->stride * line,
        .col = -window->stride * channels,
        .from = window->height * line,
        .to = 1,
    };
}

/* dx of some phases, one along the height, one or all along the width: what to compute. */
static Correlation correlation_of(const Convolution *how, const Phases *py, const Phases *px)
{
    const View *dy = how->y, *dx = how->x;
    int64_t h = dx->shape[1], w = dx->shape[2], channels = dx->shape[3], stride = how->window.stride;
    Correlation c = {
        .slide =
            {
                .x = view_data(dy),
                .images = dy->shape[0],
                .h = dy->shape[1],
                .w = dy->shape[2],
                .c = dy->shape[3],
                .kh = py->taps,
                .kw = px->taps,
                .stride = 1,
                .top = py->before,
                .left = px->before,
                .rows = py->count,
                .cols = px->count,
            },
        .n = px->number * channels,
        .y = view_data(dx) + (py->first * w + px->first) * channels,
        .y_image = h * w * channels,
        .y_row = stride * w * channels,
        .y_col = stride * channels,
        .weights = weights_of(how, py, px),
    };
    c.add = how->adds ? c.y : NULL;
    return c;
}

/* Do all phases of a row fit into one vector, and none of them ends before the others? */
static bool phases_together(const Convolution *how)
{
    return how->x->shape[3] * how->window.stride <= VECTOR && how->x->shape[2] % how->window.stride == 0;
}

/* Along a row: all together, or each for itself, as far as there are pixels for them. */
static int64_t phases_along(const Convolution *how)
{
    return phases_together(how) ? 1 : min(how->window.stride, how->x->shape[2]);
}

/* So many pairs of phases, along the height and along the width, make all of dx. */
static int64_t phase_pairs(const Convolution *how)
{
    return min(how->window.stride, how->x->shape[1]) * phases_along(how);
}

static PhasePair phases_at(const Convolution *how, int64_t i)
{
    const Window *window = &how->window;
    int64_t stride = window->stride, along = phases_along(how), number = phases_together(how) ? stride : 1;
    return (PhasePair){
        .y = phases_of(i / along, 1, how->x->shape[1], window->height, stride, window->pad),
        .x = phases_of(i % along, number, how->x->shape[2], window->width, stride, window->pad),
    };
}

static int64_t packed_size(const Convolution *how, PhasePair at)
{
    return pack_size(at.y.taps * at.x.taps * how->y->shape[3], at.x.number * how->x->shape[3]);
}

/* Tap by tap, weights are packed when they are needed. */
static bool packs_later(const Correlation *c)
{
    return c->weights.data && conv_taps_suit(c);
}

/* Floats for the weights of all phases that are packed before. */
static int64_t packed_room(const Convolution *how)
{
    int64_t room = 0;
    for (int64_t i = 0; i < phase_pairs(how); i++) {
        PhasePair at = phases_at(how, i);
        Correlation c = correlation_of(how, &at.y, &at.x);
        room += packs_later(&c) ? 0 : packed_size(how, at);
    }
    return room;
}

/* The correlations that make dx; returns how many. */
static int64_t plan(const Convolution *how, Correlation *to, float *packed)
{
    int64_t count = 0;
    for (int64_t i = 0; i < phase_pairs(how); i++) {
        PhasePair at = phases_at(how, i);
        Correlation c = correlation_of(how, &at.y, &at.x);
        if (at.y.taps * at.x.taps == 0) {
            if (at.y.taps == 0) /* whole rows, once */
                c.slide.cols = at.x.first == 0, c.n = how->x->shape[2] * how->x->shape[3];
            if (!how->adds)
                clear(&c);
            continue;
        }
        if (!packs_later(&c)) {
            pack_taps(how, &at.y, &at.x, packed);
            c.packed = packed;
            packed += packed_size(how, at);
        }
        to[count++] = c;
    }
    return count;
}

bool cpu_conv_grad_input(const Convolution *how)
{
    int m = conv_winograd(how, PASS_GRAD_INPUT);
    if (m > 0)
        return winograd_grad_input(how, m);
    if (conv_is_product(&how->window)) {
        View a = conv_as_matrix(how->y), b = conv_as_matrix(how->weight), c = conv_as_matrix(how->x);
        return cpu_gemm(&(Gemm){.a = &a, .b = &b, .c = &c, .add = how->adds ? &c : NULL});
    }
    Correlation *correlations = pool_take((size_t)phase_pairs(how) * sizeof *correlations);
    float *packed = pool_take((size_t)packed_room(how) * sizeof(float));
    bool ok = correlations && packed && conv_correlate(correlations, plan(how, correlations, packed));
    pool_give(packed);
    pool_give(correlations);
    return ok;
}
