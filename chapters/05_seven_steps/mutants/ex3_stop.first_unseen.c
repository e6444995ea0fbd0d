/* caught by: explodes - never looks at the first loss */
#include "ex3_stop.h"

#include <math.h>

int stop_at(const double *losses, int n, double least, int patience)
{
    double best = n > 0 ? losses[0] : 0;
    int waited = 0;
    for (int i = 1; i < n; i++) {
        if (!isfinite(losses[i]))
            return i;
        if (i == 0)
            continue;
        if (losses[i] <= best - least) {
            best = losses[i];
            waited = 0;
        } else if (++waited == patience) {
            return i;
        }
    }
    return n;
}
