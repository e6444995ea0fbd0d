/* Printing a tensor the way PyTorch does: nested brackets, aligned columns, long axes shortened. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tensor/tensor.h"

enum { PRINT_ALL = 1000, EDGE = 3, WIDTH = 32 };

typedef struct Printer {
    FILE *out;
    const Tensor *tensor;
    const float *values;
    bool shorten;    /* only EDGE entries at each end of an axis    */
    bool whole;      /* all values are whole numbers: print "3."    */
    bool scientific; /* too large or too small for four decimals    */
    int width;       /* of the widest value                         */
} Printer;

static void value_text(const Printer *printer, float value, char text[WIDTH])
{
    if (!isfinite(value))
        snprintf(text, WIDTH, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    else if (printer->scientific)
        snprintf(text, WIDTH, "%.4e", (double)value);
    else if (printer->whole)
        snprintf(text, WIDTH, "%.0f.", (double)value);
    else
        snprintf(text, WIDTH, "%.4f", (double)value);
}

/* PyTorch's rules: whole numbers get a dot, a wide range gets exponents, everything else four decimals. */
static void choose_format(Printer *printer, int64_t n)
{
    double smallest = INFINITY, largest = 0;
    printer->whole = true;
    for (int64_t i = 0; i < n; i++) {
        double size = fabs((double)printer->values[i]);
        if (!isfinite(size))
            continue;
        printer->whole = printer->whole && size == floor(size);
        largest = size > largest ? size : largest;
        smallest = size > 0 && size < smallest ? size : smallest;
    }
    printer->scientific =
        largest > 1e8 || (!printer->whole && (largest / smallest > 1000 || smallest < 1e-4));
    for (int64_t i = 0; i < n; i++) {
        char text[WIDTH];
        value_text(printer, printer->values[i], text);
        int width = (int)strlen(text);
        printer->width = width > printer->width ? width : printer->width;
    }
}

static void print_axis(const Printer *printer, int axis, const float *values, int64_t count, int indent)
{
    const Tensor *t = printer->tensor;
    if (axis == t->n_dims) {
        char text[WIDTH];
        value_text(printer, *values, text);
        fprintf(printer->out, "%*s", printer->width, text);
        return;
    }
    int64_t size = t->shape[axis], part = size ? count / size : 0;
    bool last_axis = axis == t->n_dims - 1;
    fputc('[', printer->out);
    for (int64_t i = 0; i < size; i++) {
        if (i && last_axis)
            fputs(", ", printer->out);
        else if (i)
            fprintf(printer->out, ",%.*s%*s", t->n_dims - 1 - axis, "\n\n\n\n\n\n", indent + 1, "");
        if (printer->shorten && size > 2 * EDGE && i == EDGE) {
            fputs("...", printer->out);
            i = size - EDGE - 1;
            continue;
        }
        print_axis(printer, axis + 1, values + i * part, part, indent + 1);
    }
    fputc(']', printer->out);
}

Tensor *tensor_fprint(FILE *out, Tensor *t)
{
    if (!t)
        return NULL;
    int64_t n = tensor_count(t);
    float *values = mem_alloc((size_t)n * sizeof *values);
    if (!values || !tensor_read(t, values)) {
        mem_free(values);
        return NULL;
    }
    Printer printer = {.out = out, .tensor = t, .values = values, .shorten = n > PRINT_ALL};
    choose_format(&printer, n);
    int indent = fprintf(out, "%s%stensor(", t->name, t->name[0] ? " = " : "");
    print_axis(&printer, 0, values, n, indent < 0 ? 0 : indent);
    fputs(")\n", out);
    mem_free(values);
    return t;
}

Tensor *tensor_print(Tensor *t)
{
    return tensor_fprint(stdout, t);
}
