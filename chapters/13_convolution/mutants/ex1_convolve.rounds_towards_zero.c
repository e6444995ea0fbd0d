/* caught by: does_not_fit - asks whether there is at least one place, but C rounds towards 0 */
#include "ex1_convolve.h"

int64_t convolve(const float *picture, int height, int width, const float *kernel, int size, int stride,
                 int pad, float *out)
{
    if (stride < 1 || (height + 2 * pad - size) / stride + 1 < 1 || (width + 2 * pad - size) / stride + 1 < 1)
        return 0;
    int rows = (height + 2 * pad - size) / stride + 1, columns = (width + 2 * pad - size) / stride + 1;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            float sum = 0;
            for (int ky = 0; ky < size; ky++)
                for (int kx = 0; kx < size; kx++) {
                    int y = row * stride - pad + ky, x = column * stride - pad + kx;
                    bool inside = y >= 0 && y < height && x >= 0 && x < width;
                    sum += inside ? kernel[ky * size + kx] * picture[y * width + x] : 0;
                }
            out[row * columns + column] = sum;
        }
    return (int64_t)rows * columns;
}
