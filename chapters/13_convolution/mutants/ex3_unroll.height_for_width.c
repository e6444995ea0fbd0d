/* caught by: the_product - as many places across as down */
#include "ex3_unroll.h"

#include <stdbool.h>

void unroll(const float *x, int height, int width, int channels, int size, int stride, int pad, float *rows)
{
    int h2 = (height + 2 * pad - size) / stride + 1, w2 = (height + 2 * pad - size) / stride + 1;
    for (int place = 0; place < h2 * w2; place++)
        for (int i = 0; i < size * size; i++) {
            int y = place / w2 * stride - pad + i / size, column = place % w2 * stride - pad + i % size;
            bool inside = y >= 0 && y < height && column >= 0 && column < width;
            for (int c = 0; c < channels; c++)
                *rows++ = inside ? x[(y * width + column) * channels + c] : 0;
        }
}
