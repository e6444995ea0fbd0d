/* The main curves of a script of plots/, read from its comments and its data files. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scope.h"
#include "interpret/plot_ascii.h"

enum { MAX_CURVES = 6, NAME_SIZE = 32 };

/* The text up to the end of its line, or of its first sentence. */
static char *words_of(const char *text, bool sentence)
{
    size_t length = strcspn(text, "\n");
    const char *stop = sentence ? strstr(text, ". ") : NULL;
    if (stop && stop < text + length)
        length = (size_t)(stop - text);
    return scope_text("%.*s", (int)length, text);
}

static const char *value_of(const char *name, int n, const PlotVariable *variables)
{
    for (int i = 0; i < n; i++)
        if (strcmp(variables[i].name, name) == 0)
            return variables[i].value;
    return NULL;
}

/* Number `column` of a line with commas, the first is 1; NAN when there is none. */
static double field(const char *line, int column)
{
    for (int i = 1; i < column; i++) {
        line += strcspn(line, ",\n");
        if (*line != ',')
            return NAN;
        line++;
    }
    char *end;
    double value = strtod(line, &end);
    return end > line ? value : NAN;
}

/* Two columns of a block of a file, into *curve. Lines without numbers, like a header, become gaps. */
static bool read_points(AsciiCurve *curve, const char *path, int block, int columns[2])
{
    size_t n_bytes;
    const char *text = (const char *)file_read(path, 0, &n_bytes);
    size_t n_lines = 1;
    for (const char *c = text; c && *c; c++)
        n_lines += *c == '\n';
    double *x = text ? scope_alloc(n_lines * sizeof *x) : NULL;
    double *y = x ? scope_alloc(n_lines * sizeof *y) : NULL;
    if (!y)
        return false;
    int n = 0, empty = 0;
    for (const char *line = text; *line && block >= 0; line += strcspn(line, "\n"), line += *line == '\n') {
        empty = *line == '\n' ? empty + 1 : 0;
        if (empty == 2)
            block--;
        if (*line == '\n' || block != 0)
            continue;
        x[n] = columns[0] ? field(line, columns[0]) : n;
        y[n] = columns[1] ? field(line, columns[1]) : n;
        n++;
    }
    curve->n = n;
    curve->x = x;
    curve->y = y;
    return true;
}

/* "data/3 1:2 deep net"; a name that is no variable is left out. */
static bool add_curve(AsciiPlot *plot, AsciiCurve *curves, const char *text, int n,
                      const PlotVariable *variables)
{
    char name[NAME_SIZE];
    int block = 0, columns[2], length = 0;
    if (sscanf(text, "%31[a-z]%n", name, &length) != 1)
        return true;
    text += length;
    if (sscanf(text, "/%d%n", &block, &length) == 1)
        text += length;
    const char *path = value_of(name, n, variables);
    if (!path || plot->n_curves == MAX_CURVES ||
        sscanf(text, " %d:%d %n", &columns[0], &columns[1], &length) != 2)
        return true;
    AsciiCurve *curve = &curves[plot->n_curves];
    curve->name = words_of(text + length, false);
    if (!curve->name || !read_points(curve, path, block, columns))
        return false;
    plot->n_curves++;
    return true;
}

AsciiPlot *plot_ascii_of_script(const char *path, int n, const PlotVariable *variables)
{
    static const char curve_line[] = "# curve: ", axes_line[] = "# axes: log ";
    size_t n_bytes;
    const char *text = (const char *)file_read(path, 0, &n_bytes);
    AsciiPlot *plot = text ? scope_alloc(sizeof *plot) : NULL;
    AsciiCurve *curves = plot ? scope_alloc(MAX_CURVES * sizeof *curves) : NULL;
    if (!curves)
        return NULL;
    *plot = (AsciiPlot){.title = words_of(text + strspn(text, "# "), true), .curves = curves};
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, curve_line, strlen(curve_line)) == 0 &&
            !add_curve(plot, curves, line + strlen(curve_line), n, variables))
            return NULL;
        if (strncmp(line, axes_line, strlen(axes_line)) == 0) {
            const char *axes = line + strlen(axes_line);
            plot->log_x = axes[0] == 'x';
            plot->log_y = axes[0] == 'y' || axes[1] == 'y';
        }
    }
    return plot->title ? plot : NULL;
}
