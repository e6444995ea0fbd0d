/* caught by: sharpen_makes_edges_steeper - sharpens upright edges and no others */
#include "ex5_kernels.h"

static void fill(float kernel[3][3], const float weights[9])
{
    for (int i = 0; i < 9; i++)
        kernel[i / 3][i % 3] = weights[i];
}

void vertical_line(float kernel[3][3])
{
    fill(kernel, (const float[9]){-1, 2, -1, -1, 2, -1, -1, 2, -1});
}

void blur(float kernel[3][3])
{
    for (int i = 0; i < 9; i++)
        kernel[i / 3][i % 3] = 1 / 9.f;
}

void sharpen(float kernel[3][3])
{
    fill(kernel, (const float[9]){0, 0, 0, -1, 3, -1, 0, 0,
                                  0}); /* itself, and four times itself minus its neighbours */
}

void move_right(float kernel[3][3])
{
    fill(kernel,
         (const float[9]){0, 0, 0, 1, 0, 0, 0, 0, 0}); /* each pixel takes what its left neighbour was */
}
