/* caught by: ones, a_single_one_copies, what_lies_outside_is_zero, larger_kernels, wide_pictures - cuts both
 * axes short */
#include "ex4_border.h"

void convolve_same(const float *picture, int height, int width, const float *kernel, int size, float *out)
{
    int pad = size / 2;
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            float sum = 0;
            for (int ky = 0; ky < size; ky++)
                for (int kx = 0; kx < size; kx++) {
                    int y = row + ky - pad, x = column + kx - pad; /* in the picture, the padding taken off */
                    if (y < 0 || y >= height - pad || x < 0 || x >= width - pad)
                        continue;
                    sum += kernel[ky * size + kx] * picture[y * width + x];
                }
            out[row * width + column] = sum;
        }
}
