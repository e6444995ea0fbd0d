/* A solution of exercise 03.2. */
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
    return sqrt(sum / n); /* after the mean: the root of each square would be |a - b| again */
}
