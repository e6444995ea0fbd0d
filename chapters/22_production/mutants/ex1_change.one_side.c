/* caught by: by_hand, samples_of_different_size, equal_numbers, apart, as_the_library - one direction */
#include "ex1_change.h"

#include <math.h>

double change(int n, const float *a, int m, const float *b)
{
    double largest = 0;
    for (int i = 0, j = 0; i < n && j < m;) {
        float x = fminf(a[i], b[j]);
        while (i < n && a[i] <= x)
            i++;
        while (j < m && b[j] <= x)
            j++;
        largest = fmax(largest, (double)j / m - (double)i / n);
    }
    return largest;
}
