/* caught by: error_of_the_course, each_plays_on_from_the_last, many_rounds, two_rounds - squares the errors
 * where absolute values are asked */
#include "ex3_sliders.h"

#include <math.h>

double quadratic_mae(const double abc[3], const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += pow(abc[0] * x[i] * x[i] + abc[1] * x[i] + abc[2] - y[i], 2);
    return sum / n;
}

double play(double abc[3], const double *x, const double *y, int n, double nudge, int rounds)
{
    double best = quadratic_mae(abc, x, y, n);
    for (int round = 0; round < rounds; round++)
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
