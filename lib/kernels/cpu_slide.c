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

SlideRows slide_rows(const Slide *s, int64_t first, int64_t count, const float **row, float *scratch)
{
    bool fits = slide_fits(s);
    int64_t pitch = (fits ? s->w : padded_width(s)) * s->c;
    for (int64_t i = 0; i < count;) {
        int64_t image = (first + i) / s->rows, y = (first + i) % s->rows;
        int64_t here = s->rows - y < count - i ? s->rows - y : count - i; /* rows of this image */
        int64_t top = y * s->stride - s->top;
        const float *base = fits ? s->x + ((image * s->h + top) * s->w - s->left) * s->c : scratch;
        for (int64_t j = 0; j < here; j++)
            row[i + j] = base + j * s->stride * pitch;
        i += here;
        if (fits)
            continue;
        int64_t height = padded_height(s, here);
        clear_around(s, top, height, scratch);
        for (int64_t r = 0; r < height; r++, scratch += pitch)
            copy_row(s, image, top + r, scratch);
    }
    return (SlideRows){row, pitch};
}
