/* caught by: begins_low_and_ends_lower, as_fastai - the way down begins in the middle */
#include "ex2_one_cycle.h"

#include <math.h>

double half_cosine(double start, double end, double position)
{
    return start + (end - start) * (1 - cos(M_PI * position)) / 2;
}

double rate_of_batch(int epoch, int batch, int n_epochs, int n_batches, double lr_max)
{
    double done = (double)(epoch * n_batches + batch) / (n_epochs * n_batches);
    if (done < 0.25)
        return half_cosine(lr_max / 25, lr_max, done / 0.25);
    return half_cosine(lr_max, lr_max / 100000, done);
}
