/* A solution of exercise 03.1. */
#include "ex1_median.h"

#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y); /* not (int)(x - y): 0.2 and 0.9 would be equal */
}

void ideal_median(const float *stack, int n, int n_pixels, float *ideal)
{
    float values[10000];
    for (int pixel = 0; pixel < n_pixels; pixel++) {
        for (int i = 0; i < n; i++)
            values[i] = stack[i * n_pixels + pixel];
        qsort(values, (size_t)n, sizeof *values, ascending);
        ideal[pixel] = (values[(n - 1) / 2] + values[n / 2]) / 2; /* for an odd n both are the same one */
    }
}
