/* Your answer to exercise 12.4. The contract is in chapters/12_learning_rate/exercises/ex4_stop.h. */
#include "ex4_stop.h"

#include <math.h>

int epoch_to_keep(const double *valid_losses, int n_epochs, int patience, int *stopped_after)
{
    TODO("remember the lowest loss, its epoch, and how long ago that was");
    return 0;
}
