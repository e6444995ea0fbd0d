/* caught by: rmse_by_hand - forgets the root: the mean squared error */
#include "ex2_distances.h"

#include <math.h>

double distance_l1(const float *a, const float *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs((double)a[i] -
                    (double)b[i]); /* before the sum: too dark here must not pay for too light there */
    return sum / n;
}

double distance_rmse(const float *a, const float *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double difference = (double)a[i] - (double)b[i];
        sum += difference * difference;
    }
    return sum / n;
}
