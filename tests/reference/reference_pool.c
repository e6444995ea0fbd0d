/* Every place of every window is asked whether it lies in the image, in the padding, or beyond. */
#include "tests/reference/reference_pool.h"

#include <math.h>
#include <stdbool.h>

/* First place and end of window i along an axis, before any clipping. */
static void range(const PoolCase *how, int64_t i, int64_t size, int64_t out_size, int length, int64_t *first,
                  int64_t *end)
{
    if (how->kind == POOL_MAX || how->kind == POOL_AVG) {
        *first = i * how->window.stride - how->window.pad;
        *end = *first + length;
    } else {
        *first = (int64_t)floor((double)i * (double)size / (double)out_size);
        *end = (int64_t)ceil((double)(i + 1) * (double)size / (double)out_size);
    }
}

/* One place of the image under a window; counted tells how many places the mean is over. */
typedef void Visit(void *data, int64_t out, int64_t at, int64_t pixel, int64_t counted);

static void each_place(const PoolCase *how, Visit *visit, void *data)
{
    int64_t pad = how->kind == POOL_AVG || how->kind == POOL_MAX ? how->window.pad : 0;
    for (int64_t out = 0; out < how->n * how->h2 * how->w2 * how->c; out++) {
        int64_t channel = out % how->c, j = out / how->c % how->w2, i = out / how->c / how->w2 % how->h2;
        int64_t image = out / how->c / how->w2 / how->h2, counted = 0, top, bottom, left, right;
        range(how, i, how->h, how->h2, how->window.height, &top, &bottom);
        range(how, j, how->w, how->w2, how->window.width, &left, &right);
        for (int64_t row = top; row < bottom; row++)
            for (int64_t column = left; column < right; column++)
                counted += row < how->h + pad && column < how->w + pad;
        for (int64_t row = top; row < bottom; row++)
            for (int64_t column = left; column < right; column++)
                if (row >= 0 && column >= 0 && row < how->h && column < how->w)
                    visit(data, out, ((image * how->h + row) * how->w + column) * how->c + channel,
                          row * how->w + column, counted);
    }
}

typedef struct Forward {
    bool max;
    const float *x;
    double *y;
    int64_t *winner;
} Forward;

static void forward(void *data, int64_t out, int64_t at, int64_t pixel, int64_t counted)
{
    Forward *f = data;
    if (!f->max)
        f->y[out] += f->x[at] / (double)counted;
    else if (f->winner[out] < 0 || f->x[at] > f->y[out]) {
        f->y[out] = f->x[at];
        f->winner[out] = pixel;
    }
}

void reference_pool(const PoolCase *how, const float *x, double *y, int64_t *winner)
{
    Forward f = {how->kind == POOL_MAX || how->kind == POOL_ADAPTIVE_MAX, x, y, winner};
    for (int64_t out = 0; out < how->n * how->h2 * how->w2 * how->c; out++) {
        y[out] = 0;
        winner[out] = -1;
    }
    each_place(how, forward, &f);
}

typedef struct Backward {
    const float *dy;
    const int64_t *winner;
    double *dx;
} Backward;

static void backward(void *data, int64_t out, int64_t at, int64_t pixel, int64_t counted)
{
    Backward *b = data;
    if (b->winner[out] < 0)
        b->dx[at] += b->dy[out] / (double)counted;
    else if (b->winner[out] == pixel)
        b->dx[at] += b->dy[out];
}

void reference_pool_grad(const PoolCase *how, const float *dy, const int64_t *winner, double *dx)
{
    Backward b = {dy, winner, dx};
    for (int64_t at = 0; at < how->n * how->h * how->w * how->c; at++)
        dx[at] = 0;
    each_place(how, backward, &b);
}
