/* caught by: l1_does_not_cancel - absolute value of the sum, not sum of absolute values */
#include "ex2_distances.h"

#include <math.h>

double distance_l1(const float *a, const float *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] - (double)b[i];
    return fabs(sum) / n;
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
