/* Printing a tensor the way PyTorch does: nested brackets, aligned columns, long axes shortened. */
#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "tensor/tensor.h"

/* As torch.set_printoptions has them at first. */
enum { PRINT_ALL = 1000, EDGE = 3, LINE_WIDTH = 80 };
enum { VALUE_SIZE = 64 }; /* "%.0f" of a float has at most 40 digits */

typedef struct Printer {
    FILE *out;
    const Tensor *tensor;
    bool shorten;             /* only EDGE entries at each end of an axis    */
    bool whole;               /* all values are whole numbers: print "3."    */
    bool scientific;          /* too wide a range for four decimals          */
    int width;                /* of the widest finite value that is not zero */
    double smallest, largest; /* of the sizes of these values       */
} Printer;

static int value_text(const Printer *printer, float value, char text[VALUE_SIZE])
{
    if (isnan(value))
        return snprintf(text, VALUE_SIZE, "nan");
    if (isinf(value))
        return snprintf(text, VALUE_SIZE, value > 0 ? "inf" : "-inf");
    if (printer->scientific)
        return snprintf(text, VALUE_SIZE, "%.4e", (double)value);
    return snprintf(text, VALUE_SIZE, printer->whole ? "%.0f." : "%.4f", (double)value);
}

/* Is entry i of an axis the first of a middle that is left out? Then i moves to the last of it. */
static bool in_gap(const Printer *printer, int64_t size, int64_t *i)
{
    bool gap = printer->shorten && size > 2 * EDGE && *i == EDGE;
    if (gap)
        *i = size - EDGE - 1;
    return gap;
}

typedef void (*Visit)(Printer *printer, float value);

/* The values that will be seen, which alone decide the format. */
static void each_shown(Printer *printer, int axis, const float *values, int64_t count, Visit visit)
{
    if (axis == printer->tensor->n_dims) {
        if (isfinite(*values) && *values != 0)
            visit(printer, *values);
        return;
    }
    int64_t size = printer->tensor->shape[axis], part = size ? count / size : 0;
    for (int64_t i = 0; i < size; i++)
        if (!in_gap(printer, size, &i))
            each_shown(printer, axis + 1, values + i * part, part, visit);
}

static void measure_range(Printer *printer, float value)
{
    double size = fabs((double)value);
    printer->whole = printer->whole && size == floor(size);
    printer->largest = fmax(printer->largest, size);
    printer->smallest = fmin(printer->smallest, size);
}

static void measure_width(Printer *printer, float value)
{
    char text[VALUE_SIZE];
    int width = value_text(printer, value, text);
    printer->width = width > printer->width ? width : printer->width;
}

/* PyTorch's rules: whole numbers get a dot, a wide range gets exponents, everything else four decimals. */
static void choose_format(Printer *printer, const float *values, int64_t n)
{
    printer->whole = true;
    printer->width = 1;
    printer->smallest = INFINITY;
    each_shown(printer, 0, values, n, measure_range);
    if (printer->largest > 0)
        printer->scientific =
            printer->largest / printer->smallest > 1000 || printer->largest > 1e8 || printer->smallest < 1e-4;
    each_shown(printer, 0, values, n, measure_width);
}

/* The last axis: a list, broken where the line would be longer than LINE_WIDTH. */
static void print_row(Printer *printer, const float *values, int64_t n, int indent)
{
    int64_t per_line = (LINE_WIDTH - indent) / (printer->width + 2), entry = 0;
    if (per_line < 1)
        per_line = 1;
    for (int64_t i = 0; i < n; i++, entry++) {
        if (entry)
            fputs(entry % per_line ? ", " : ",\n", printer->out);
        if (entry && entry % per_line == 0)
            fprintf(printer->out, "%*s", indent + 1, "");
        if (in_gap(printer, n, &i)) {
            fputs(" ...", printer->out);
            continue;
        }
        char text[VALUE_SIZE];
        value_text(printer, values[i], text);
        fprintf(printer->out, "%*s", printer->width, text);
    }
}

static void print_axis(Printer *printer, int axis, const float *values, int64_t count, int indent)
{
    int below = printer->tensor->n_dims - 1 - axis;
    int64_t size = printer->tensor->shape[axis], part = count / size;
    fputc('[', printer->out);
    if (below == 0)
        print_row(printer, values, size, indent);
    for (int64_t i = 0; below > 0 && i < size; i++) {
        if (i)
            fprintf(printer->out, ",%.*s%*s", below, "\n\n\n\n\n\n", indent + 1, "");
        if (in_gap(printer, size, &i))
            fputs("...", printer->out);
        else
            print_axis(printer, axis + 1, values + i * part, part, indent + 1);
    }
    fputc(']', printer->out);
}

static void print_all(Printer *printer, const float *values, int64_t n)
{
    const Tensor *t = printer->tensor;
    int indent = fprintf(printer->out, "%s%stensor(", t->name, t->name[0] ? " = " : "");
    if (n == 0 && t->n_dims == 1)
        fputs("[]", printer->out);
    else if (n == 0)
        fprintf(printer->out, "[], size=(%s)", shape_text(tensor_shape(t)));
    else if (t->n_dims == 0)
        print_row(printer, values, 1, 0);
    else
        print_axis(printer, 0, values, n, indent < 0 ? 0 : indent);
    fputs(")\n", printer->out);
}

Tensor *tensor_fprint(FILE *out, Tensor *t)
{
    int64_t n = tensor_count(t);
    float *values = out && t ? pool_take((size_t)n * sizeof *values) : NULL;
    if (!values || !tensor_read(t, values)) {
        pool_give(values);
        return NULL;
    }
    Printer printer = {.out = out, .tensor = t, .shorten = n > PRINT_ALL};
    choose_format(&printer, values, n);
    print_all(&printer, values, n);
    pool_give(values);
    return t;
}

Tensor *tensor_print(Tensor *t)
{
    return tensor_fprint(stdout, t);
}
