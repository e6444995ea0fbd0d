/* PIL's BILINEAR to the last bit: a triangle filter as wide as the scale, first along the rows, then along
 * the columns, in fixed point with 22 bits behind the point. */
#include "vision/resample.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

enum {
    POINT = 22,
    HALF = 1 << (POINT - 1), /* makes the shift round to nearest                         */
    STRIP = 64,              /* columns that are summed together, in registers           */
    LEAST_SCRATCH = 1 << 18, /* so that pictures of many sizes ask for one size of block */
};

/* Output i is the sum over j < count[i] of weight[i * most + j] * input[first[i] + j]. */
typedef struct Taps {
    int most;
    int *first, *count;
    int32_t *weight;
} Taps;

/* One block of recycled memory, cut into pieces. */
typedef struct Scratch {
    char *at;
    size_t used;
} Scratch;

static void *scratch_cut(Scratch *scratch, size_t bytes)
{
    void *piece = scratch->at ? scratch->at + scratch->used : NULL;
    scratch->used += (bytes + 63) / 64 * 64;
    return piece;
}

static Taps taps_cut(Scratch *scratch, int length, int size)
{
    double scale = (double)length / size;
    Taps taps = {.most = 2 * (int)ceil(scale < 1 ? 1 : scale) + 1};
    taps.first = scratch_cut(scratch, (size_t)size * sizeof *taps.first);
    taps.count = scratch_cut(scratch, (size_t)size * sizeof *taps.count);
    taps.weight = scratch_cut(scratch, (size_t)size * (size_t)taps.most * sizeof *taps.weight);
    return taps;
}

/* Inputs start .. start + length of `input` become `size` outputs. `share` has room for taps->most. Products
 * are kept in volatile variables: fused into a multiply-add, their last bit would differ from PIL's. */
static void taps_fill(Taps *taps, int input, int start, int length, int size, double *share)
{
    double scale = (double)length / size;
    double reach = scale < 1 ? 1 : scale;
    double steepness = 1 / reach;
    for (int i = 0; i < size; i++) {
        volatile double offset = (i + 0.5) * scale;
        double centre = start + offset;
        int first = (int)(centre - reach + 0.5);
        int end = (int)(centre + reach + 0.5);
        first = first < 0 ? 0 : first;
        end = end > input ? input : end;
        double sum = 0;
        for (int j = 0; j < end - first; j++) {
            volatile double distance = (j + first - centre + 0.5) * steepness;
            double height = 1 - fabs(distance);
            share[j] = height > 0 ? height : 0;
            sum += share[j];
        }
        for (int j = 0; j < end - first; j++)
            taps->weight[(size_t)i * (size_t)taps->most + (size_t)j] =
                (int32_t)(0.5 + (sum != 0 ? share[j] / sum : share[j]) * (1 << POINT));
        taps->first[i] = first;
        taps->count[i] = end - first;
    }
}

static uint8_t to_byte(int32_t sum)
{
    sum >>= POINT;
    return (uint8_t)(sum > 255 ? 255 : sum);
}

static void squeeze_row_grey(const Taps *taps, const uint8_t *in, int width, uint8_t *out)
{
    for (int i = 0; i < width; i++) {
        const int32_t *weight = taps->weight + (size_t)i * (size_t)taps->most;
        const uint8_t *at = in + taps->first[i];
        int32_t sum = HALF;
        for (int j = 0; j < taps->count[i]; j++)
            sum += at[j] * weight[j];
        out[i] = to_byte(sum);
    }
}

typedef uint32_t Quad __attribute__((vector_size(16)));

/* Three colours, and a fourth value that does not matter, are summed side by side: four bytes are read as one
 * number and each lane shifts its own byte down. `in` may be read one byte past its end. */
static void squeeze_row_rgb(const Taps *taps, const uint8_t *in, int width, uint8_t *out)
{
    const Quad lanes = {0, 8, 16, 24}; /* the byte order of all machines this is built for */
    for (int i = 0; i < width; i++) {
        const int32_t *weight = taps->weight + (size_t)i * (size_t)taps->most;
        const uint8_t *at = in + 3 * (size_t)taps->first[i];
        Quad sum = {HALF, HALF, HALF, HALF};
        for (int j = 0; j < taps->count[i]; j++) {
            uint32_t bytes;
            memcpy(&bytes, at + 3 * (size_t)j, sizeof bytes);
            sum += (((Quad){bytes, bytes, bytes, bytes} >> lanes) & 255) * (uint32_t)weight[j];
        }
        for (int c = 0; c < 3; c++)
            out[3 * (size_t)i + (size_t)c] = to_byte((int32_t)sum[c]);
    }
}

/* out = sum over j of weight[j] * the row numbered first + j, which lies in `ring` at its number modulo
 * `size`. */
static void blend_rows(const uint8_t *ring, int size, size_t row_bytes, int first, int count,
                       const int32_t *weight, size_t bytes, uint8_t *out)
{
    for (size_t x = 0; x < bytes; x += STRIP) {
        int32_t sum[STRIP];
        for (int k = 0; k < STRIP; k++)
            sum[k] = HALF;
        for (int j = 0; j < count; j++) {
            const uint8_t *row = ring + (size_t)((first + j) % size) * row_bytes + x;
            for (int k = 0; k < STRIP; k++)
                sum[k] += row[k] * weight[j];
        }
        uint8_t strip[STRIP];
        for (int k = 0; k < STRIP; k++)
            strip[k] = to_byte(sum[k]);
        memcpy(out + x, strip, bytes - x < STRIP ? bytes - x : STRIP);
    }
}

/* What a resize needs besides its two pictures. */
typedef struct Work {
    Taps across, down;
    double *share;
    uint8_t *line; /* one input row, and a byte more              */
    uint8_t *ring; /* the last down.most rows, squeezed to width  */
    size_t row_bytes;
} Work;

static Work work_cut(Scratch *scratch, Box seen, Box part, int width, int height, int channels)
{
    Work work = {.across = taps_cut(scratch, part.width, width),
                 .down = taps_cut(scratch, part.height, height)};
    int most = work.across.most > work.down.most ? work.across.most : work.down.most;
    work.share = scratch_cut(scratch, (size_t)most * sizeof *work.share);
    work.line = scratch_cut(scratch, (size_t)seen.width * (size_t)channels + 1);
    work.row_bytes = ((size_t)width * (size_t)channels + STRIP - 1) / STRIP * STRIP;
    work.ring = scratch_cut(scratch, work.row_bytes * (size_t)work.down.most);
    return work;
}

static void resample_into(Image *out, const Image *image, Box seen, Box part, Work *work)
{
    size_t channels = (size_t)image->channels;
    taps_fill(&work->across, seen.width, part.x, part.width, out->width, work->share);
    taps_fill(&work->down, seen.height, part.y, part.height, out->height, work->share);
    const Taps *down = &work->down;
    int ready = down->first[0]; /* rows before this one are squeezed, or not needed */
    for (int y = 0; y < out->height; y++) {
        for (; ready < down->first[y] + down->count[y]; ready++) {
            const uint8_t *row =
                image->pixels + ((size_t)(seen.y + ready) * (size_t)image->width + (size_t)seen.x) * channels;
            uint8_t *squeezed = work->ring + (size_t)(ready % down->most) * work->row_bytes;
            if (channels == 3)
                squeeze_row_rgb(&work->across, memcpy(work->line, row, (size_t)seen.width * channels),
                                out->width, squeezed);
            else
                squeeze_row_grey(&work->across, row, out->width, squeezed);
        }
        size_t bytes = (size_t)out->width * channels;
        blend_rows(work->ring, down->most, work->row_bytes, down->first[y], down->count[y],
                   down->weight + (size_t)y * (size_t)down->most, bytes, out->pixels + (size_t)y * bytes);
    }
}

Image *resample(const Image *image, Box seen, Box part, int width, int height)
{
    Image *out = image_new(width, height, image->channels);
    Scratch scratch = {0};
    if (out)
        work_cut(&scratch, seen, part, width, height, image->channels); /* counts the bytes */
    scratch.at = out ? pool_take(scratch.used < LEAST_SCRATCH ? LEAST_SCRATCH : scratch.used) : NULL;
    scratch.used = 0;
    if (!scratch.at) {
        image_free(out);
        return NULL;
    }
    Work work = work_cut(&scratch, seen, part, width, height, image->channels);
    resample_into(out, image, seen, part, &work);
    pool_give(scratch.at);
    return out;
}
