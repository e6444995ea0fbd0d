/* caught by: by_hand, equal_numbers - takes equal numbers one by one and sees a difference between them */
#include "ex1_change.h"

#include <math.h>

double change(int n, const float *a, int m, const float *b)
{
    double largest = 0;
    for (int i = 0, j = 0; i < n && j < m;) {
        if (a[i] <= b[j])
            i++;
        else
            j++;
        largest = fmax(largest, fabs((double)i / n - (double)j / m));
    }
    return largest;
}
