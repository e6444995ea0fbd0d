/* caught by: two_rounds - plays one round more */
#include "ex3_sliders.h"

#include <math.h>

double quadratic_mae(const double abc[3], const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(abc[0] * x[i] * x[i] + abc[1] * x[i] + abc[2] - y[i]);
    return sum / n;
}

double play(double abc[3], const double *x, const double *y, int n, double nudge, int rounds)
{
    double best = quadratic_mae(abc, x, y, n);
    for (int round = 0; round <= rounds; round++)
        for (int slider = 0; slider < 3; slider++) {
            double stay = abc[slider], chosen = stay;
            for (int direction = 1; direction >= -1; direction -= 2) {
                abc[slider] = stay + direction * nudge;
                double error = quadratic_mae(abc, x, y, n);
                if (error < best) {
                    best = error;
                    chosen = abc[slider];
                }
            }
            abc[slider] = chosen;
        }
    return best;
}
