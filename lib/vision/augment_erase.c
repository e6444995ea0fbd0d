/* Holes in pictures: random erasing and cutout. */
#include <math.h>
#include <string.h>

#include "vision/augment.h"

/* Two normal numbers from two uniform ones (Box and Muller 1958). */
static void normal_pair(Stream *stream, float pair[2])
{
    float radius = sqrtf(-2 * logf(1 - stream_uniform(stream, 0, 1)));
    float angle = stream_uniform(stream, 0, 6.28318531f);
    pair[0] = radius * cosf(angle);
    pair[1] = radius * sinf(angle);
}

/* A stretch of an axis of n pixels, anywhere on it; longer ones begin at its beginning and are cut off. */
static void stretch(double length, int n, Stream *stream, int *from, int *to)
{
    int size = (int)rint(length);
    *from = (int)stream_below(stream, (n > size ? n - size : 0) + 1);
    *to = *from + size < n ? *from + size : n;
}

/* A rectangle, from its first pixel to the one behind its last. */
typedef struct Hole {
    int top, bottom, left, right;
} Hole;

static bool draw_hole(const Augment *how, const FloatImage *image, Stream *stream, Hole *hole)
{
    if (!how || !image || !stream || !(how->p_erase > 0) || stream_uniform(stream, 0, 1) >= how->p_erase)
        return false;
    const float narrowest = logf(0.3f);
    double area = (double)stream_uniform(stream, 0, how->max_erase) * image->height * image->width;
    double aspect = exp((double)stream_uniform(stream, narrowest, -narrowest));
    stretch(sqrt(area * aspect), image->height, stream, &hole->top, &hole->bottom);
    stretch(sqrt(area / aspect), image->width, stream, &hole->left, &hole->right);
    return true;
}

bool augment_erase_(const Augment *how, FloatImage *image, Stream *stream)
{
    Hole hole;
    if (!draw_hole(how, image, stream, &hole))
        return false;
    float pair[2] = {0};
    for (int y = hole.top, k = 0; y < hole.bottom; y++) {
        float *row = image->values + (size_t)y * (size_t)image->width * (size_t)image->channels;
        for (int i = hole.left * image->channels; i < hole.right * image->channels; i++, k++) {
            if (k % 2 == 0)
                normal_pair(stream, pair);
            row[i] = pair[k % 2];
        }
    }
    return true;
}

void augment_erase_plan(const Augment *how, const FloatImage *image, Stream *stream, PicturePlan *plan)
{
    Hole hole;
    if (!draw_hole(how, image, stream, &hole))
        return;
    plan->top = hole.top;
    plan->bottom = hole.bottom;
    plan->left = hole.left;
    plan->right = hole.right;
    const uint32_t words[6] = {stream->key[0],     stream->key[1],     stream->counter[1],
                               stream->counter[2], stream->counter[3], stream_place(stream)};
    memcpy(plan->noise, words, sizeof words);
}

void augment_cutout_(FloatImage *image, int side, Stream *stream)
{
    if (!image || side < 1 || !stream)
        return;
    int left = (int)stream_below(stream, image->width) - side / 2;
    int top = (int)stream_below(stream, image->height) - side / 2;
    int right = left + side < image->width ? left + side : image->width;
    left = left > 0 ? left : 0;
    for (int y = top > 0 ? top : 0; y < top + side && y < image->height; y++)
        memset(image->values + ((size_t)y * (size_t)image->width + (size_t)left) * (size_t)image->channels, 0,
               (size_t)(right - left) * (size_t)image->channels * sizeof *image->values);
}
