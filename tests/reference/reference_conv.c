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

static void visit_all(const Window *w, const int64_t *x, const int64_t *y, Visit *visit, void *context)
{
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

static int64_t count(const int64_t *shape)
{
    return shape[0] * shape[1] * shape[2] * shape[3];
}

static void clear(double *values, int64_t n)
{
    if (values)
        memset(values, 0, (size_t)n * sizeof(double));
}

void reference_conv(const Window *window, const View *x, const View *weight, const View *bias, Activation act,
                    const int64_t *y_shape, double *y, double *size)
{
    int64_t n = count(y_shape), channels = y_shape[3];
    clear(y, n);
    clear(size, n);
    Sums sums = {.x = data(x), .weight = data(weight), .sum = y, .size = size};
    visit_all(window, x->shape, y_shape, add_to_y, &sums);
    for (int64_t i = 0; i < n; i++) {
        if (bias)
            add(&(Sums){.sum = y, .size = size}, i, data(bias)[i % channels]);
        if (act == ACT_RELU && y[i] < 0)
            y[i] = 0;
    }
}

void reference_conv_grad_input(const Window *window, const View *dy, const View *weight,
                               const int64_t *x_shape, double *dx, double *size)
{
    clear(dx, count(x_shape));
    clear(size, count(x_shape));
    Sums sums = {.dy = data(dy), .weight = data(weight), .sum = dx, .size = size};
    visit_all(window, x_shape, dy->shape, add_to_x, &sums);
}

void reference_conv_grad_weight(const Window *window, const View *x, const View *dy, double *dweight,
                                double *size)
{
    int64_t n = dy->shape[3] * window->height * window->width * x->shape[3];
    clear(dweight, n);
    clear(size, n);
    Sums sums = {.x = data(x), .dy = data(dy), .sum = dweight, .size = size};
    visit_all(window, x->shape, dy->shape, add_to_weight, &sums);
}
