/* Pictures at places of a plane. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "interpret/features.h"
#include "vision/font.h"
#include "vision/resize.h"

enum { EDGE = 2, MARGIN = 12, LETTERS = 2, COLOURS = 7 };

/* Okabe and Ito's colours, which colour-blind people can tell apart; more classes begin again. */
static const uint8_t palette[COLOURS][3] = {{0, 114, 178}, {213, 94, 0},   {0, 158, 115}, {204, 121, 167},
                                            {230, 159, 0}, {86, 180, 233}, {90, 90, 90}};

static void fill(Image *sheet, int x, int y, int width, int height, const uint8_t colour[3])
{
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            if (row >= 0 && row < sheet->height && column >= 0 && column < sheet->width)
                memcpy(sheet->pixels + 3 * ((size_t)row * (size_t)sheet->width + (size_t)column), colour, 3);
}

static void paste(Image *sheet, const Image *picture, int x, int y)
{
    for (int row = 0; row < picture->height; row++)
        for (int column = 0; column < picture->width; column++) {
            const uint8_t *from = picture->pixels + (row * picture->width + column) * picture->channels;
            const uint8_t colour[3] = {from[0], from[picture->channels > 1],
                                       from[picture->channels > 1 ? 2 : 0]};
            fill(sheet, x + column, y + row, 1, 1, colour);
        }
}

/* Places as pixels: (low, high) of either axis is stretched over the sheet. */
typedef struct Axis {
    double low, high;
    int from, to; /* pixels */
} Axis;

static int at(const Axis *axis, double value)
{
    double part = axis->high > axis->low ? (value - axis->low) / (axis->high - axis->low) : 0.5;
    return axis->from + (int)lround(part * (axis->to - axis->from));
}

static Axis axis_of(const float *places, int64_t n, int which, int from, int to)
{
    Axis axis = {INFINITY, -INFINITY, from, to};
    for (int64_t i = 0; i < n; i++) {
        axis.low = fmin(axis.low, (double)places[2 * i + which]);
        axis.high = fmax(axis.high, (double)places[2 * i + which]);
    }
    return axis;
}

/* The names of the classes in their colours, one after another along the upper edge. */
static void write_legend(Image *sheet, const Dataset *set)
{
    int x = MARGIN;
    for (int c = 0; set->classes && c < set->n_classes; c++) {
        font_write(sheet, x, MARGIN / 2, set->classes[c], LETTERS, palette[c % COLOURS]);
        x += font_width(set->classes[c], LETTERS) + 2 * FONT_WIDTH * LETTERS;
    }
}

static bool draw(Image *sheet, const Dataset *set, const float *places, int thumb)
{
    int half = thumb / 2 + EDGE, top = MARGIN + FONT_HEIGHT * LETTERS;
    Axis across = axis_of(places, set->n, 0, MARGIN + half, sheet->width - MARGIN - half),
         down = axis_of(places, set->n, 1, sheet->height - MARGIN - half, top + half); /* up is more */
    memset(sheet->pixels, 255, image_bytes(sheet));
    for (int64_t i = 0; i < set->n; i++) {
        Scope scope = scope_begin();
        Image *small = image_scoped(image_thumb(image_scoped(set->image(set, i)), thumb, thumb));
        if (small) {
            int x = at(&across, (double)places[2 * i]) - small->width / 2,
                y = at(&down, (double)places[2 * i + 1]) - small->height / 2;
            fill(sheet, x - EDGE, y - EDGE, small->width + 2 * EDGE, small->height + 2 * EDGE,
                 palette[set->label(set, i) % COLOURS]);
            paste(sheet, small, x, y);
        }
        scope_end(scope);
        if (!small)
            return false;
    }
    write_legend(sheet, set);
    return true;
}

Image *features_scatter(const Dataset *set, Tensor *places, int width, int height, int thumb)
{
    enum { THUMB = 40 };
    if (!set || !places || !error_ok())
        return NULL;
    thumb = thumb ? thumb : THUMB;
    if (places->n_dims != 2 || places->shape[0] != set->n || places->shape[1] != 2 || thumb < 1)
        return error_set(ERR_SHAPE, "features_scatter: places (%s) of %lld pictures, %d pixels each",
                         shape_text(tensor_shape(places)), (long long)set->n, thumb);
    Scope scope = scope_begin();
    float *values = scope_alloc((size_t)(2 * set->n) * sizeof *values);
    Image *sheet = values && tensor_read(places, values) ? image_new(width, height, 3) : NULL;
    if (sheet && !draw(sheet, set, values, thumb)) {
        image_free(sheet);
        sheet = NULL;
    }
    scope_end(scope);
    return sheet;
}
