/* caught by: each_channel_by_itself, gamma_and_beta, all_the_same, as_the_library_has_it, narrow - uses the
 * running numbers in training, too */
#include "ex1_batch_norm.h"

#include <math.h>

/* Mean and variance of a channel in this batch, and a tenth of the way there for the running ones. */
static void learn(const float *x, size_t n, size_t channels, double *mean, double *variance,
                  float *running_mean, float *running_var)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i * channels];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += ((double)x[i * channels] - *mean) * ((double)x[i * channels] - *mean);
    *variance = squares / (double)n;
    *running_mean = (float)(0.9 * (double)*running_mean + 0.1 * *mean);
    *running_var = (float)(0.9 * (double)*running_var + 0.1 * squares / (double)(n - 1));
}

void batch_norm(const float *x, size_t n, size_t channels, const float *gamma, const float *beta,
                float *running_mean, float *running_var, bool training, float *y)
{
    for (size_t c = 0; c < channels; c++) {
        double mean = (double)running_mean[c], variance = (double)running_var[c];
        if (training)
            learn(x + c, n, channels, &(double){0}, &(double){0}, &running_mean[c], &running_var[c]);
        for (size_t i = c; i < n * channels; i += channels) {
            double z = ((double)x[i] - mean) / sqrt(variance + 1e-5);
            y[i] = (float)((double)gamma[c] * z + (double)beta[c]);
        }
    }
}
