/* caught by: three_pictures, an_even_number, a_blot - the mean, as in the chapter */
#include "ex1_median.h"

void ideal_median(const float *stack, int n, int n_pixels, float *ideal)
{
    for (int pixel = 0; pixel < n_pixels; pixel++) {
        float sum = 0;
        for (int i = 0; i < n; i++)
            sum += stack[i * n_pixels + pixel];
        ideal[pixel] = sum / (float)n;
    }
}
