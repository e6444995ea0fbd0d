/* caught by: small_gains_add_up, up_is_no_improvement - compares each loss with the one before it */
#include "ex3_stop.h"

#include <math.h>

int stop_at(const double *losses, int n, double least, int patience)
{
    double best = n > 0 ? losses[0] : 0;
    int waited = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(losses[i]))
            return i;
        if (i == 0)
            continue;
        double before = best;
        best = losses[i];
        if (losses[i] <= before - least) {
            waited = 0;
        } else if (++waited == patience) {
            return i;
        }
    }
    return n;
}
