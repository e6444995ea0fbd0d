/* caught by: one_piece, both_ways, weights, borders - modesty pays for boasting */
#include "ex3_calibration.h"

#include <math.h>

double calibration_error(const double *confidence, const bool *right, int n, int bins)
{
    double error = 0;
    for (int b = 0; b < bins; b++) {
        double said = 0, were = 0;
        for (int i = 0; i < n; i++)
            if ((int)ceil(confidence[i] * bins) - 1 == b) {
                said += confidence[i];
                were += right[i];
            }
        error += (said - were) / (n > 0 ? n : 1); /* the mean of the piece, times its share of all */
    }
    return error;
}
