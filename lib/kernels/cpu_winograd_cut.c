/* How images are cut into tiles for Winograd's convolution. */
#include "kernels/cpu_winograd_cut.h"

Cut winograd_cut(int m, const View *images)
{
    const int64_t h = images->shape[1], w = images->shape[2];
    const int64_t rows = h / m, cols = w / m, below = h % m > 0, beside = w % m > 0;
    const int bottom = (int)(h - (rows + below - 1) * m), right = (int)(w - (cols + beside - 1) * m);
    Cut cut = {m,
               {
                   {{m, right}, 0, rows, cols, beside, 0},
                   {{m, m}, 0, rows, 0, cols, 0},
                   {{bottom, m}, rows, below, 0, cols, 0},
                   {{bottom, right}, rows, below, cols, beside, 0},
               }};
    int64_t tiles = 0;
    for (int i = 0; i < CUT_PARTS; i++) {
        tiles += images->shape[0] * cut.parts[i].rows * cut.parts[i].cols;
        cut.parts[i].end = tiles;
    }
    return cut;
}
