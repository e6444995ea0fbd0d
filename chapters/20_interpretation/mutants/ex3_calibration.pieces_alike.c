/* caught by: borders, weights - a mean over pieces */
#include "ex3_calibration.h"

#include <math.h>

double calibration_error(const double *confidence, const bool *right, int n, int bins)
{
    double error = 0;
    for (int b = 0; b < bins; b++) {
        double said = 0, were = 0;
        int count = 0;
        for (int i = 0; i < n; i++)
            if ((int)ceil(confidence[i] * bins) - 1 == b) {
                said += confidence[i];
                were += right[i];
                count++;
            }
        error += count ? fabs(said - were) / count / bins : 0;
    }
    return error;
}
