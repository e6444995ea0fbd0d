/* Counting what was taken for what. */
#include "interpret/confusion.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "tensor/compare.h"
#include "interpret/columns.h"

static bool shapes_fit(const Tensor *logits, const Tensor *labels, const Tensor *losses, int n_classes)
{
    Shape rows = tensor_shape(labels);
    bool fit = rows.n_dims == 1 && logits->n_dims == 2 && logits->shape[0] == rows.size[0] &&
               logits->shape[1] == n_classes && (!losses || tensor_same_shape(labels, losses));
    if (!fit)
        error_set(ERR_SHAPE, "confusion_of: logits (%s), labels (%s), losses (%s) and %d classes do not fit",
                  shape_text(tensor_shape(logits)), shape_text(rows), shape_text(tensor_shape(losses)),
                  n_classes);
    return fit;
}

static bool count(Confusion *confusion, const float *labels, const float *predicted)
{
    int classes = confusion->n_classes;
    for (int64_t i = 0; i < confusion->n; i++) {
        if (!(labels[i] >= 0 && labels[i] < (float)classes)) {
            error_set(ERR_VALUE, "confusion_of: label %g of item %" PRId64 " is not one of 0 .. %d",
                      labels[i], i, classes - 1);
            return false;
        }
        int actual = (int)labels[i], guess = (int)predicted[i];
        confusion->counts[actual * classes + guess]++;
        confusion->errors += actual != guess;
    }
    return true;
}

static double mean_of(const float *values, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += values[i];
    return n > 0 ? sum / (double)n : NAN;
}

/* Reads a tensor to the host; NULL stays NULL. */
static float *values_of(Tensor *tensor)
{
    float *values = tensor ? scope_alloc((size_t)tensor_count(tensor) * sizeof *values) : NULL;
    return values && tensor_read(tensor, values) ? values : NULL;
}

static bool fill(Confusion *confusion, Tensor *logits, Tensor *labels, Tensor *losses)
{
    Scope scope = scope_begin();
    const float *actual = values_of(labels), *predicted = values_of(tensor_argmax(logits, 1)),
                *loss = values_of(losses);
    bool done = actual && predicted && (loss || !losses) && count(confusion, actual, predicted);
    confusion->mean_loss = done && loss ? mean_of(loss, confusion->n) : NAN;
    scope_end(scope);
    return done;
}

Confusion *confusion_of(Tensor *logits, Tensor *labels, Tensor *losses, int n_classes, const char **classes)
{
    if (!logits || !labels || !classes || !shapes_fit(logits, labels, losses, n_classes))
        return NULL;
    Confusion *confusion = scope_alloc(sizeof *confusion);
    int64_t *counts = scope_alloc((size_t)n_classes * (size_t)n_classes * sizeof *counts);
    if (!confusion || !counts)
        return NULL;
    *confusion =
        (Confusion){.n_classes = n_classes, .classes = classes, .counts = counts, .n = labels->shape[0]};
    return fill(confusion, logits, labels, losses) ? confusion : NULL;
}

static int64_t row_total(const Confusion *confusion, int actual)
{
    int64_t total = 0;
    for (int j = 0; j < confusion->n_classes; j++)
        total += confusion->counts[actual * confusion->n_classes + j];
    return total;
}

static int64_t column_total(const Confusion *confusion, int predicted)
{
    int64_t total = 0;
    for (int i = 0; i < confusion->n_classes; i++)
        total += confusion->counts[i * confusion->n_classes + predicted];
    return total;
}

/* Where the columns stand. */
typedef struct Layout {
    int names, cells; /* widths */
} Layout;

static const char ACTUAL[] = "actual  ";

static Layout layout_of(const Confusion *confusion)
{
    enum { TOTAL = 5, GAP = 2 };
    char number[24];
    int cells = snprintf(number, sizeof number, "%" PRId64, confusion->n);
    int names = columns_widest(confusion->classes, confusion->n_classes, TOTAL);
    return (Layout){.names = names, .cells = (names > cells ? names : cells) + GAP};
}

/* Two lines, the second without its end. */
static void print_heading(FILE *out, const Confusion *confusion, Layout layout)
{
    int margin = (int)sizeof ACTUAL - 1 + layout.names;
    fprintf(out, "%*s%*s\n%*s", margin, "", layout.cells, "predicted", margin, "");
    for (int j = 0; j < confusion->n_classes; j++)
        columns_right(out, confusion->classes[j], layout.cells);
}

/* The first row says what the rows are. */
static void print_name(FILE *out, const Confusion *confusion, int actual, Layout layout)
{
    fprintf(out, "%*s", (int)sizeof ACTUAL - 1, actual == 0 ? ACTUAL : "");
    columns_left(out, confusion->classes[actual], layout.names);
}

static void print_share(FILE *out, int64_t right, int64_t total)
{
    if (total > 0)
        fprintf(out, "  %6.1f%%\n", 100.0 * (double)right / (double)total);
    else
        fprintf(out, "  %7s\n", "-");
}

static void print_row(FILE *out, const Confusion *confusion, int actual, Layout layout)
{
    const int64_t *row = &confusion->counts[actual * confusion->n_classes];
    print_name(out, confusion, actual, layout);
    for (int j = 0; j < confusion->n_classes; j++)
        fprintf(out, "%*" PRId64, layout.cells, row[j]);
    int64_t total = row_total(confusion, actual);
    fprintf(out, "%*" PRId64, layout.cells, total);
    print_share(out, row[actual], total);
}

void confusion_print(FILE *out, const Confusion *confusion)
{
    if (!out || !confusion)
        return;
    Layout layout = layout_of(confusion);
    print_heading(out, confusion, layout);
    columns_right(out, "total", layout.cells);
    fprintf(out, "  %7s\n", "right");
    for (int i = 0; i < confusion->n_classes; i++)
        print_row(out, confusion, i, layout);
    fprintf(out, "%*s", (int)sizeof ACTUAL - 1, "");
    columns_left(out, "total", layout.names);
    for (int j = 0; j < confusion->n_classes; j++)
        fprintf(out, "%*" PRId64, layout.cells, column_total(confusion, j));
    fprintf(out, "%*" PRId64, layout.cells, confusion->n);
    print_share(out, confusion->n - confusion->errors, confusion->n);
}

double confusion_share(const Confusion *confusion, int actual, int predicted)
{
    if (!confusion)
        return NAN;
    int64_t total = row_total(confusion, actual),
            count = confusion->counts[actual * confusion->n_classes + predicted];
    return total > 0 ? (double)count / (double)total : NAN;
}

void confusion_print_shares(FILE *out, const Confusion *confusion)
{
    if (!out || !confusion)
        return;
    Layout layout = layout_of(confusion);
    print_heading(out, confusion, layout);
    for (int i = 0; i < confusion->n_classes; i++) {
        fputc('\n', out);
        print_name(out, confusion, i, layout);
        for (int j = 0; j < confusion->n_classes; j++) {
            double share = confusion_share(confusion, i, j);
            if (isnan(share))
                fprintf(out, "%*s", layout.cells, "-");
            else
                fprintf(out, "%*.2f", layout.cells, share);
        }
    }
    fputc('\n', out);
}

/* --- kinds of mistakes -------------------------------------------------------------------------------- */

static int more_often_first(const void *a, const void *b)
{
    const Confused *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->actual != y->actual ? x->actual - y->actual : x->predicted - y->predicted;
}

Confused *confusion_most_confused(const Confusion *confusion, int64_t min, int *n)
{
    if (!confusion || !n)
        return NULL;
    int classes = confusion->n_classes;
    Confused *kinds = scope_alloc((size_t)classes * (size_t)classes * sizeof *kinds);
    *n = 0;
    for (int i = 0; kinds && i < classes; i++)
        for (int j = 0; j < classes; j++) {
            int64_t count = confusion->counts[i * classes + j];
            if (i != j && count > 0 && count >= min)
                kinds[(*n)++] = (Confused){i, j, count};
        }
    if (*n > 0)
        qsort(kinds, (size_t)*n, sizeof *kinds, more_often_first);
    return kinds;
}
