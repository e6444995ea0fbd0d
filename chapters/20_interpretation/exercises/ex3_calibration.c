/* Your answer to exercise 20.3. The contract is in chapters/20_interpretation/exercises/ex3_calibration.h. */
#include "ex3_calibration.h"

#include <math.h>

/* There are three bugs in here. */
double calibration_error(const double *confidence, const bool *right, int n, int bins)
{
    TODO("take this line out, run the tests, and find what is wrong below");
    double error = 0;
    for (int b = 0; b < bins; b++) {
        double said = 0, were = 0;
        int count = 0;
        for (int i = 0; i < n; i++)
            if ((int)(confidence[i] * bins) == b) {
                said += confidence[i];
                were += right[i];
                count++;
            }
        if (count > 0)
            error += (said - were) / count / bins;
    }
    return error;
}
