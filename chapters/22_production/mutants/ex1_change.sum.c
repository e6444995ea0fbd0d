/* caught by: by_hand, samples_of_different_size, apart, as_the_library - adds the differences up */
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
        largest += fabs((double)i / n - (double)j / m);
    }
    return largest;
}
