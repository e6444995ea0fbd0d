/* Your answer to exercise 13.4. The contract is in chapters/13_convolution/exercises/ex4_border.h.
 *
 * Take the TODO out, look at what the tests say, and put the function right. */
#include "ex4_border.h"

void convolve_same(const float *picture, int height, int width, const float *kernel, int size, float *out)
{
    TODO("take this line out, run the tests, and find out which row is never seen");
    int pad = size / 2;
    for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
            float sum = 0;
            for (int ky = 0; ky < size; ky++)
                for (int kx = 0; kx < size; kx++) {
                    int y = row + ky - pad, x = column + kx - pad;
                    if (y < 0 || y >= height - pad || x < 0 || x >= width)
                        continue;
                    sum += kernel[ky * size + kx] * picture[y * width + x];
                }
            out[row * width + column] = sum;
        }
}
