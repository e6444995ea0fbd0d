/* Rows of an image for a sliding window, with the zeros around them.
 *
 * A window at the edge sees zeros that are not in the image. Asking at every pixel whether it is inside would
 * cost more than the products; a copy of the whole image with a border would be written to memory and read
 * back. So each task copies the few rows that it is about to work on, border included, to a buffer of its own
 * that stays in its cache. Where no window hangs over the edge nothing is copied. */
#include "kernels/cpu_slide.h"

#include <string.h>

#include "kernels/cpu.h"
#include "kernels/cpu_pieces.h"

Slide slide_of(const Window *window, const View *x, const View *y)
{
    return (Slide){
        .x = view_data(x),
        .images = x->shape[0],
        .h = x->shape[1],
        .w = x->shape[2],
        .c = x->shape[3],
        .kh = window->height,
        .kw = window->width,
        .stride = window->stride,
        .top = window->pad,
        .left = window->pad,
        .rows = y->shape[1],
        .cols = y->shape[2],
    };
}

bool slide_fits(const Slide *s)
{
    return s->top <= 0 && s->left <= 0 && (s->rows - 1) * s->stride - s->top + s->kh <= s->h &&
           (s->cols - 1) * s->stride - s->left + s->kw <= s->w;
}

/* Pixels in a padded row. */
static int64_t padded_width(const Slide *s)
{
    return (s->cols - 1) * s->stride + s->kw;
}

/* Image rows that `count` rows of positions of one image see. */
static int64_t padded_height(const Slide *s, int64_t count)
{
    return (count - 1) * s->stride + s->kh;
}

/* Whole lines of memory, and one more. */
int64_t slide_pointers(int64_t count)
{
    return (count * (int64_t)sizeof(float *) + 127) / 64 * 16;
}

int64_t slide_scratch(const Slide *s, int64_t count)
{
    if (slide_fits(s))
        return 0;
    /* Every image that is begun costs its kh - stride rows more. */
    int64_t images = count / s->rows + 2, rows = count * s->stride + images * s->kh;
    return rows * padded_width(s) * s->c;
}

/* Zeros around `height` rows of an image from row y on. Of short rows all is cleared at once: that takes less
 * time than to find their borders. */
static void clear_around(const Slide *s, int64_t y, int64_t height, float *to)
{
    enum { SHORT = 256 };
    int64_t pitch = padded_width(s) * s->c;
    int64_t begin = max(0, s->left) * s->c, end = min(pitch, (s->w + s->left) * s->c);
    if (pitch < SHORT || begin >= end) {
        memset(to, 0, (size_t)(height * pitch) * sizeof(float));
        return;
    }
    for (int64_t r = y; r < y + height; r++, to += pitch) {
        bool outside = r < 0 || r >= s->h;
        memset(to, 0, (size_t)(outside ? pitch : begin) * sizeof(float));
        memset(to + end, 0, (size_t)(pitch - end) * sizeof(float));
    }
}

/* Row y of an image, if there is one, into a padded row that is zeros around it. */
static void copy_row(const Slide *s, int64_t image, int64_t y, float *to)
{
    int64_t begin = max(0, s->left), end = min(padded_width(s), s->w + s->left); /* the image's columns */
    if (y < 0 || y >= s->h || begin >= end)
        return;
    const float *from = s->x + ((image * s->h + y) * s->w + begin - s->left) * s->c;
    memcpy(to + begin * s->c, from, (size_t)((end - begin) * s->c) * sizeof(float));
}

/* Rows of an image that are wanted together: `height` of them from row y on, some perhaps outside. */
typedef struct Lines {
    int64_t y, height;
    int64_t count; /* rows of positions that want them */
} Lines;

/* What rows of positions [ready, end) see that is not there yet, as far as they are of one image. */
static Lines missing(const Slide *s, const SlideRows *at, int64_t end)
{
    int64_t there = at->ready == 0 || at->y == 0 ? 0 : s->kh - s->stride;
    int64_t count = min(s->rows - at->y, end - at->ready);
    return (Lines){
        .y = at->y * s->stride - s->top + there,
        .height = padded_height(s, count) - there,
        .count = count,
    };
}

static void copy_lines(const Slide *s, SlideRows *at, const Lines *lines)
{
    clear_around(s, lines->y, lines->height, at->to);
    for (int64_t r = 0; r < lines->height; r++, at->to += at->pitch)
        copy_row(s, at->image, lines->y + r, at->to);
}

void slide_bring(const Slide *s, SlideRows *at, int64_t end)
{
    while (at->ready < end) {
        Lines lines = missing(s, at, end);
        if (at->to)
            copy_lines(s, at, &lines);
        at->ready += lines.count;
        at->y += lines.count;
        if (at->y == s->rows)
            at->y = 0, at->image++;
    }
}

int64_t slide_next(const Slide *s, const SlideRows *at, const float **from)
{
    Lines lines = missing(s, at, at->ready + 1);
    int64_t end = lines.y + lines.height, begin = max(0, max(lines.y, end - s->kh));
    end = min(s->h, end);
    *from = s->x + (at->image * s->h + begin) * s->w * s->c;
    return max(0, end - begin) * s->w * s->c;
}

SlideRows slide_rows(const Slide *s, int64_t first, int64_t count, const float **row, float *scratch)
{
    bool fits = slide_fits(s);
    int64_t pitch = (fits ? s->w : padded_width(s)) * s->c;
    const float *brought = scratch;
    for (int64_t i = 0; i < count;) {
        int64_t image = (first + i) / s->rows, y = (first + i) % s->rows, here = min(s->rows - y, count - i);
        const float *base =
            fits ? s->x + ((image * s->h + y * s->stride - s->top) * s->w - s->left) * s->c : brought;
        for (int64_t j = 0; j < here; j++)
            row[i + j] = base + j * s->stride * pitch;
        brought += padded_height(s, here) * pitch;
        i += here;
    }
    return (SlideRows){
        .row = row,
        .pitch = pitch,
        .image = first / s->rows,
        .y = first % s->rows,
        .to = fits ? NULL : scratch,
    };
}
