/* Measuring what a place sees. */
#include "interpret/receptive_field.h"

#include <math.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"
#include "interpret/capture.h"

enum { AT_ONCE = 8, ROUNDS = 4, CHANNELS = 3 };

/* What is less than this part of the strongest gradient is taken for rounding: Winograd's way to convolve
 * leaves such dust on pixels that no weight touches. */
static const float ROUNDING = 1e-5f;

/* n pictures of noise. */
static Tensor *noise(Random *random, int n, int height, int width)
{
    int64_t count = (int64_t)n * height * width * CHANNELS;
    float *values = scope_alloc((size_t)count * sizeof *values);
    if (!values)
        return NULL;
    random_randn(random, values, count);
    return tensor_from(SHAPE(n, height, width, CHANNELS), values, count);
}

/* Picture j asks about place (first + j, first + j), or the last row or column where there are fewer.
 * Channels count differently, so that opposite ones do not cancel. */
static Tensor *questions(const Tensor *output, int first)
{
    int64_t n = output->shape[0], h = output->shape[1], w = output->shape[2], c = output->shape[3];
    float *values = scope_alloc((size_t)(n * h * w * c) * sizeof *values);
    for (int64_t j = 0; values && j < n; j++) {
        int64_t y = first + j < h ? first + j : h - 1, x = first + j < w ? first + j : w - 1;
        for (int64_t k = 0; k < c; k++)
            values[((j * h + y) * w + x) * c + k] = 1 + 0.37f * (float)k;
    }
    return values ? tensor_from(tensor_shape(output), values, n * h * w * c) : NULL;
}

static void widen(Span *span, int pixel)
{
    if (span->to <= span->from)
        *span = (Span){pixel, pixel + 1};
    span->from = pixel < span->from ? pixel : span->from;
    span->to = pixel + 1 > span->to ? pixel + 1 : span->to;
}

/* What the gradient of one picture's pixels says about its place. */
static void note(ReceptiveField *field, const float *grad, int height, int width, int place)
{
    int row = place < field->rows ? place : field->rows - 1,
        column = place < field->columns ? place : field->columns - 1;
    float least = 0;
    for (int i = 0; i < height * width * CHANNELS; i++)
        least = fmaxf(least, fabsf(grad[i]) * ROUNDING);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, grad += CHANNELS)
            if (fabsf(grad[0]) > least || fabsf(grad[1]) > least || fabsf(grad[2]) > least) {
                widen(&field->down[row], y);
                widen(&field->across[column], x);
            }
}

/* Places first .. first + n - 1 with new noise. */
static bool ask(ReceptiveField *field, Module *net, const char *layer, Tensor *x, int first)
{
    Capture look;
    int n = (int)x->shape[0], height = (int)x->shape[1], width = (int)x->shape[2];
    float *grad = scope_alloc((size_t)tensor_count(x) * sizeof *grad);
    if (!grad || !capture_run(net, layer, x, true, &look) ||
        !capture_backward(&look, look.layer, questions(look.output, first)) || !look.input->grad ||
        !tensor_read(look.input->grad, grad))
        return false;
    for (int j = 0; j < n; j++)
        note(field, grad + (int64_t)j * height * width * CHANNELS, height, width, first + j);
    return true;
}

static bool measure(ReceptiveField *field, Module *net, const char *layer, int height, int width,
                    uint64_t seed)
{
    int places = field->rows > field->columns ? field->rows : field->columns;
    bool done = true;
    Random random;
    random_init(&random, seed);
    for (int round = 0; round < ROUNDS; round++)
        for (int first = 0; done && first < places; first += AT_ONCE) {
            Scope scope = scope_begin();
            int n = places - first < AT_ONCE ? places - first : AT_ONCE;
            Tensor *x = noise(&random, n, height, width);
            done = x && ask(field, net, layer, x, first);
            scope_end(scope);
        }
    return done;
}

/* The layer's size for pictures of this size. */
static bool find_size(Module *net, const char *layer, int height, int width, int *rows, int *columns)
{
    Capture look;
    Scope scope = scope_begin();
    bool done = capture_run(net, layer, tensor_zeros(SHAPE(1, height, width, CHANNELS)), false, &look);
    if (done && look.output->n_dims != 4) {
        error_set(ERR_SHAPE, "receptive_field: the layer gives (%s), no picture",
                  shape_text(tensor_shape(look.output)));
        done = false;
    }
    if (done) {
        *rows = (int)look.output->shape[1];
        *columns = (int)look.output->shape[2];
    }
    scope_end(scope);
    return done;
}

ReceptiveField *receptive_field(Module *net, const char *layer, int height, int width, uint64_t seed)
{
    int rows, columns;
    if (!net || !error_ok() || !find_size(net, layer, height, width, &rows, &columns))
        return NULL;
    ReceptiveField *field = scope_alloc(sizeof *field);
    Span *spans = scope_alloc((size_t)(rows + columns) * sizeof *spans);
    if (!field || !spans)
        return NULL;
    *field = (ReceptiveField){.rows = rows, .columns = columns, .down = spans, .across = spans + rows};
    return measure(field, net, layer, height, width, seed) ? field : NULL;
}

Box receptive_box(const ReceptiveField *field, int y, int x)
{
    if (!field)
        return (Box){0};
    Span down = field->down[y], across = field->across[x];
    return (Box){
        .x = across.from, .y = down.from, .width = across.to - across.from, .height = down.to - down.from};
}
