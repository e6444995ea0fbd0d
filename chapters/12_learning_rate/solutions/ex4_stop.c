/* A solution of exercise 12.4. */
#include "ex4_stop.h"

#include <math.h>

int epoch_to_keep(const double *valid_losses, int n_epochs, int patience, int *stopped_after)
{
    int best = 0, without = 0;
    double lowest = INFINITY;
    for (int epoch = 0; epoch < n_epochs; epoch++) {
        *stopped_after = epoch;
        without++;
        if (valid_losses[epoch] < lowest) { /* never for NaN */
            lowest = valid_losses[epoch];
            best = epoch;
            without = 0;
        }
        if (without == patience)
            break;
    }
    return best;
}
