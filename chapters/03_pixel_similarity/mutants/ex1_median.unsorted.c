/* caught by: three_pictures, an_even_number, a_blot - takes the one in the middle without sorting */
#include "ex1_median.h"

void ideal_median(const float *stack, int n, int n_pixels, float *ideal)
{
    float values[10000];
    for (int pixel = 0; pixel < n_pixels; pixel++) {
        for (int i = 0; i < n; i++)
            values[i] = stack[i * n_pixels + pixel];

        ideal[pixel] = (values[(n - 1) / 2] + values[n / 2]) / 2; /* for an odd n both are the same one */
    }
}
