/* Your answer to exercise 05.2. The contract is in chapters/05_seven_steps/exercises/ex2_epoch.h.
 *
 * Everything is written, and whoever has 64 points and batches of 8 will never notice. Take the TODO out,
 * look at what the tests say, and put it right. */
#include "ex2_epoch.h"

static double slope_of(double w, const double *x, const double *y, const int64_t *points, int n, int batch)
{
    TODO("take this line out, run the tests, and find what is wrong with the last batch");
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double error = w * x[points[i]] - y[points[i]];
        sum += 2 * error * x[points[i]];
    }
    return sum / batch;
}

int run_epoch(double *w, const double *x, const double *y, const int64_t *order, int n, int batch, double lr)
{
    int steps = 0;
    for (int from = 0; from < n; from += batch) {
        int here = n - from < batch ? n - from : batch; /* the last batch may be smaller */
        *w -= lr * slope_of(*w, x, y, order + from, here, batch);
        steps++;
    }
    return steps;
}
