/* Drawing curves with letters. */
#include "interpret/plot_ascii.h"

#include <math.h>
#include <string.h>

#include "base/scope.h"

enum { LABEL = 10, MIN_COLUMNS = 40, MIN_ROWS = 12, FRAME_ROWS = 4 };
static const char letters[] = "*o+x#@";

typedef struct Axis {
    double low, high; /* logarithms, on a logarithmic axis */
    bool log;
} Axis;

typedef struct Canvas {
    int width, height;
    Axis x, y;
    char *cells; /* height rows of width letters */
} Canvas;

static double along(const Axis *axis, double value)
{
    return axis->log ? value > 0 ? log10(value) : NAN : value;
}

static void widen(Axis *axis, double value)
{
    double place = along(axis, value);
    if (isfinite(place)) {
        axis->low = fmin(axis->low, place);
        axis->high = fmax(axis->high, place);
    }
}

/* The ranges of all points; false when there is none. */
static bool find_ranges(Canvas *canvas, const AsciiPlot *plot)
{
    canvas->x = (Axis){INFINITY, -INFINITY, plot->log_x};
    canvas->y = (Axis){INFINITY, -INFINITY, plot->log_y};
    for (int c = 0; c < plot->n_curves; c++)
        for (int i = 0; i < plot->curves[c].n; i++) {
            widen(&canvas->x, plot->curves[c].x[i]);
            widen(&canvas->y, plot->curves[c].y[i]);
        }
    return isfinite(canvas->x.low) && isfinite(canvas->y.low);
}

/* From 0 at the low end to steps at the high one. */
static double place_on(const Axis *axis, double value, int steps)
{
    double range = axis->high - axis->low;
    return range > 0 ? steps * (along(axis, value) - axis->low) / range : steps / 2.0;
}

/* A straight line from the point before, or a dot where there is none. */
static void draw_to(Canvas *canvas, double x0, double y0, double x1, double y1, char letter)
{
    if (!isfinite(x0) || !isfinite(y0)) {
        x0 = x1;
        y0 = y1;
    }
    int steps = 1 + (int)fmax(fabs(x1 - x0), fabs(y1 - y0));
    for (int i = 0; i <= steps; i++) {
        double share = (double)i / steps;
        int column = (int)lround(x0 + share * (x1 - x0)), row = (int)lround(y0 + share * (y1 - y0));
        canvas->cells[(canvas->height - 1 - row) * canvas->width + column] = letter;
    }
}

static void draw_curve(Canvas *canvas, const AsciiCurve *curve, char letter)
{
    double x0 = NAN, y0 = NAN;
    for (int i = 0; i < curve->n; i++) {
        double x = place_on(&canvas->x, curve->x[i], canvas->width - 1);
        double y = place_on(&canvas->y, curve->y[i], canvas->height - 1);
        if (isfinite(x) && isfinite(y))
            draw_to(canvas, x0, y0, x, y, letter);
        x0 = x;
        y0 = y;
    }
}

static double end_of(const Axis *axis, bool high)
{
    double place = high ? axis->high : axis->low;
    return axis->log ? pow(10, place) : place;
}

static void print(FILE *out, const Canvas *canvas, const AsciiPlot *plot)
{
    fprintf(out, "%*s  %.*s\n", LABEL, "", canvas->width, plot->title);
    for (int row = 0; row < canvas->height; row++) {
        bool top = row == 0, bottom = row == canvas->height - 1;
        if (top || bottom)
            fprintf(out, "%*.4g |", LABEL, end_of(&canvas->y, top));
        else
            fprintf(out, "%*s |", LABEL, "");
        int width = canvas->width;
        const char *cells = canvas->cells + row * width;
        while (width > 0 && cells[width - 1] == ' ')
            width--;
        fprintf(out, "%.*s\n", width, cells);
    }
    fprintf(out, "%*s +", LABEL, "");
    for (int column = 0; column < canvas->width; column++)
        fputc('-', out);
    fprintf(out, "\n%*s  %-*.4g%*.4g\n%*s", LABEL, "", canvas->width / 2, end_of(&canvas->x, false),
            canvas->width - canvas->width / 2, end_of(&canvas->x, true), LABEL, "");
    for (int c = 0; c < plot->n_curves; c++)
        fprintf(out, "  %c %s", letters[c % (int)strlen(letters)], plot->curves[c].name);
    fputs("\n\n", out);
}

bool plot_ascii(FILE *out, const AsciiPlot *plot, int columns, int rows)
{
    if (!out || !plot)
        return false;
    columns = columns < MIN_COLUMNS ? MIN_COLUMNS : columns;
    rows = rows < MIN_ROWS ? MIN_ROWS : rows;
    Canvas canvas = {.width = columns - LABEL - 2, .height = rows - FRAME_ROWS};
    if (!find_ranges(&canvas, plot))
        return true;
    Scope scope = scope_begin();
    size_t size = (size_t)canvas.width * (size_t)canvas.height;
    canvas.cells = scope_alloc(size);
    if (canvas.cells) {
        memset(canvas.cells, ' ', size);
        for (int c = plot->n_curves - 1; c >= 0; c--) /* the first, the main one, on top */
            draw_curve(&canvas, &plot->curves[c], letters[c % (int)strlen(letters)]);
        print(out, &canvas, plot);
    }
    scope_end(scope);
    return canvas.cells != NULL;
}
