/* The transforms of Winograd's convolution, on tiles of pixels. cpu_winograd.c explains them. */
#ifndef KERNELS_CPU_WINOGRAD_TILE_H
#define KERNELS_CPU_WINOGRAD_TILE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/cpu_vector.h"
#include "kernels/cpu_winograd_cut.h"
#include "kernels/kernels.h"

/* F(m x m, 3 x 3): a tile is m x m pixels of the result, computed from (m + 2) x (m + 2) pixels and as many
 * points. */
enum { WINOGRAD_POINTS_MAX = 36 };

/* Images, all of one size and one after the other, of which tiles are read or written. A tile's pixels begin
 * `before` rows and columns before its results; pixels outside of the image are zeros. */
typedef struct TiledImages {
    Cut cut;     /* of the results                                              */
    float *data; /* (images, h, w, c)                                           */
    int64_t h, w, c;
    int64_t step; /* from pixel to pixel: c, or more where only some channels are read */
    int64_t before;
} TiledImages;

TiledImages tiled_images(const View *images, Cut cut, int64_t before);

/* Where transformed tiles wait: point p, channel j of tile t is at to[t * tile_step + p * point_step + j].
 * Channels are filled up to a multiple of VECTOR with zeros. Points that a tile at the edge has not (see Cut)
 * are neither written nor read. */
typedef struct Points {
    float *at;
    int64_t tile_step, point_step;
} Points;

/* Rows of a tile's points: all, or one half of them. Pairs of points stay together, and both halves lose a
 * row where a tile at the edge has fewer. */
typedef enum PointRows {
    POINT_ROWS_0_3_4 = 1 << 0 | 1 << 3 | 1 << 4, /* 0 and 3 of four */
    POINT_ROWS_1_2_5 = 1 << 1 | 1 << 2 | 1 << 5, /* 1 and 2         */
    POINT_ROWS_ALL = POINT_ROWS_0_3_4 | POINT_ROWS_1_2_5,
} PointRows;

/* Room for n floats, from one row of points to the next: an odd number of vectors. Steps that powers of two
 * divide would make all points of a tile fall into the same few lines of a cache. */
static inline int64_t winograd_step(int64_t n)
{
    return ((n + VECTOR - 1) / VECTOR | 1) * VECTOR;
}

/* What is done to a result on its way to memory; all may be NULL or false. */
typedef struct Finish {
    const float *bias; /* (c)                */
    const float *add;  /* (images, h, w, c) */
    bool relu;
} Finish;

/* B^T d B: of (m + 2) x (m + 2) pixels. Tile first + t lands as tile t of `to`. */
void winograd_read(const TiledImages *x, int64_t first, int64_t count, const Points *to);
/* A d A^T: of m x m pixels, for the gradient to the weights. */
void winograd_read_slopes(const TiledImages *dy, int64_t first, int64_t count, const Points *to);
/* The same, but of the other rows nothing, or nothing that anyone needs. */
void winograd_read_rows(const TiledImages *x, int64_t first, int64_t count, const Points *to, PointRows rows);
void winograd_read_slopes_rows(const TiledImages *dy, int64_t first, int64_t count, const Points *to,
                               PointRows rows);
/* A^T p A of `channels` channels, written to m x m pixels from channel `channel` on. */
void winograd_write(const TiledImages *y, int64_t first, int64_t count, const Points *from, int64_t channel,
                    int64_t channels, const Finish *finish);

/* G g G^T for lines of `cols` 3 x 3 weights side by side, VECTOR or TILE_COLS: weight (r, s) of number i of a
 * line is taps[line * line_step + (3 * r + s) * tap_step + i], its point p comes to
 * to[p * point_step + line * TILE_COLS + i]. */
void winograd_weights(int m, const float *taps, int64_t tap_step, int64_t line_step, int64_t lines, int cols,
                      float *to, int64_t point_step);
/* G^T p G: the way back, for the gradient; any n, points are filled up to a multiple of VECTOR. */
void winograd_taps(int m, const float *points, int64_t point_step, int64_t n, float *taps, int64_t tap_step);

#endif
