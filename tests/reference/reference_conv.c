/* Convolution and its gradients, straight from the definition and in double precision. All three visit the
 * same products x * weight -> y; only who is summed into whom differs. */
#include "tests/reference/reference_conv.h"

#include <math.h>
#include <string.h>

/* One product: the numbers of the elements that meet in it. */
typedef struct Meeting {
    int64_t x, weight, y;
} Meeting;

typedef void Visit(const Meeting *meeting, void *context);

static void visit_all(const Convolution *how, Visit *visit, void *context)
{
    const Window *w = &how->window;
    const int64_t *x = how->x->shape, *y = how->y->shape;
    for (int64_t image = 0; image < y[0]; image++)
        for (int64_t i = 0; i < y[1]; i++)
            for (int64_t j = 0; j < y[2]; j++)
                for (int64_t k = 0; k < y[3]; k++)
                    for (int64_t r = 0; r < w->height; r++)
                        for (int64_t s = 0; s < w->width; s++) {
                            int64_t row = i * w->stride + r - w->pad, col = j * w->stride + s - w->pad;
                            if (row < 0 || row >= x[1] || col < 0 || col >= x[2])
                                continue;
                            for (int64_t c = 0; c < x[3]; c++) {
                                Meeting m = {
                                    .x = ((image * x[1] + row) * x[2] + col) * x[3] + c,
                                    .weight = ((k * w->height + r) * w->width + s) * x[3] + c,
                                    .y = ((image * y[1] + i) * y[2] + j) * y[3] + k,
                                };
                                visit(&m, context);
                            }
                        }
}

typedef struct Sums {
    const float *x, *weight, *dy; /* two of the three */
    double *sum, *size;
} Sums;

static void add(Sums *s, int64_t at, double product)
{
    s->sum[at] += product;
    if (s->size)
        s->size[at] += fabs(product);
}

static void add_to_y(const Meeting *m, void *context)
{
    Sums *s = context;
    add(s, m->y, (double)s->x[m->x] * s->weight[m->weight]);
}

static void add_to_x(const Meeting *m, void *context)
{
    Sums *s = context;
    add(s, m->x, (double)s->dy[m->y] * s->weight[m->weight]);
}

static void add_to_weight(const Meeting *m, void *context)
{
    Sums *s = context;
    add(s, m->weight, (double)s->dy[m->y] * s->x[m->x]);
}

static const float *data(const View *view)
{
    return (const float *)view->memory + view->offset;
}

static int64_t count(const View *view)
{
    return view->shape[0] * view->shape[1] * view->shape[2] * view->shape[3];
}

static void clear(double *values, int64_t n)
{
    if (values)
        memset(values, 0, (size_t)n * sizeof(double));
}

void reference_conv(const Convolution *how, double *y, double *size)
{
    int64_t n = count(how->y), channels = how->y->shape[3];
    clear(y, n);
    clear(size, n);
    Sums sums = {.x = data(how->x), .weight = data(how->weight), .sum = y, .size = size};
    visit_all(how, add_to_y, &sums);
    for (int64_t i = 0; i < n; i++) {
        if (how->bias)
            add(&sums, i, data(how->bias)[i % channels]);
        if (how->add)
            add(&sums, i, data(how->add)[i]);
        if (how->act == ACT_RELU && y[i] < 0)
            y[i] = 0;
    }
}

void reference_conv_grad_input(const Convolution *how, double *dx, double *size)
{
    clear(dx, count(how->x));
    clear(size, count(how->x));
    Sums sums = {.dy = data(how->y), .weight = data(how->weight), .sum = dx, .size = size};
    visit_all(how, add_to_x, &sums);
    for (int64_t i = 0; how->adds && i < count(how->x); i++)
        add(&sums, i, data(how->x)[i]);
}

void reference_conv_grad_weight(const Convolution *how, double *dweight, double *size)
{
    clear(dweight, count(how->weight));
    clear(size, count(how->weight));
    Sums sums = {.x = data(how->x), .dy = data(how->y), .sum = dweight, .size = size};
    visit_all(how, add_to_weight, &sums);
}
