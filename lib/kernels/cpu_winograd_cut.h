/* How images are cut into tiles for Winograd's convolution, and which points of a tile at the edge need no
 * products. */
#ifndef KERNELS_CPU_WINOGRAD_CUT_H
#define KERNELS_CPU_WINOGRAD_CUT_H

#include <stdint.h>

#include "kernels/cpu_pieces.h"
#include "kernels/view.h"

enum { CUT_PARTS = 4 };

/* How many rows and columns of results a tile has, 1..m each. */
typedef struct TileSize {
    int rows, cols;
} TileSize;

/* A tile is m x m pixels of the result. Where m does not divide an image's height or width, those at its
 * lower or right edge hold fewer; and only their first (rows + 2) x (cols + 2) points are not zero, of (m +
 * 2)^2: cpu_winograd_tile.c sees to that. For 13 x 13 pixels and m = 4 that leaves (6 + 6 + 6 + 3)^2 = 441
 * points of 576, for 7 x 7 pixels 121 of 144.
 *
 * The tiles of all images are numbered: first those at the right edges, then the whole ones, those at the
 * lower edges, and the corners. So the tiles that have a point always have neighbouring numbers. */
typedef struct Cut {
    int m;
    struct CutPart {
        TileSize size;
        int64_t row, rows, col, cols; /* a rectangle of tiles, in every image */
        int64_t end;                  /* the number behind its last tile      */
    } parts[CUT_PARTS];
} Cut;

/* images: (n, h, w, c), the results. */
Cut winograd_cut(int m, const View *images);

/* How many tiles there are, of all images. */
static inline int64_t winograd_tiles(const Cut *cut)
{
    return cut->parts[CUT_PARTS - 1].end;
}

/* Tiles begin .. end - 1. */
typedef struct TileRange {
    int64_t begin, end;
} TileRange;

/* Those among `count` tiles from `first` on that have the point in this row and column, counted from `first`.
 */
static inline TileRange winograd_with_point(const Cut *cut, int row, int col, int64_t first, int64_t count)
{
    const TileSize corner = cut->parts[CUT_PARTS - 1].size;
    const int below = row < corner.rows + 2, beside = col < corner.cols + 2;
    int64_t begin = beside ? 0 : cut->parts[0].end;
    int64_t end = cut->parts[1 + below * (1 + beside)].end;
    begin = max(begin - first, 0);
    return (TileRange){begin, max(begin, min(end - first, count))};
}

/* Where a tile is: its first pixel, and how many follow to its right that are as large. */
typedef struct Place {
    TileSize size;
    int64_t image, top, left, follow;
} Place;

static inline Place winograd_place(const Cut *cut, int64_t tile)
{
    const struct CutPart *part = cut->parts;
    int64_t t = tile;
    for (; tile >= part->end; part++)
        t = tile - part->end;
    const int64_t row = t / part->cols, col = t % part->cols, image = row / part->rows;
    return (Place){
        .image = image,
        .top = (part->row + row - image * part->rows) * cut->m,
        .left = (part->col + col) * cut->m,
        .size = part->size,
        .follow = part->cols - col - 1,
    };
}

#endif
