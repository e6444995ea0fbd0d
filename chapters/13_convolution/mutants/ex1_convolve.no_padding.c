/* caught by: padding_is_zeros, as_the_library_has_it - begins inside the picture, whatever the padding */
#include "ex1_convolve.h"

int64_t convolve(const float *picture, int height, int width, const float *kernel, int size, int stride,
                 int pad, float *out)
{
    if (stride < 1 || height + 2 * pad < size || width + 2 * pad < size)
        return 0;
    int rows = (height + 2 * pad - size) / stride + 1, columns = (width + 2 * pad - size) / stride + 1;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            float sum = 0;
            for (int ky = 0; ky < size; ky++)
                for (int kx = 0; kx < size; kx++) {
                    int y = row * stride + ky, x = column * stride + kx;
                    bool inside = y >= 0 && y < height && x >= 0 && x < width;
                    sum += inside ? kernel[ky * size + kx] * picture[y * width + x] : 0;
                }
            out[row * columns + column] = sum;
        }
    return (int64_t)rows * columns;
}
