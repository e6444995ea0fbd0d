/* Your answer to exercise 12.2. The contract is in chapters/12_learning_rate/exercises/ex2_one_cycle.h.
 *
 * With one epoch this is right; with four it makes four cycles, which is what the name fit_one_cycle(4) makes
 * people believe. Take the TODO out, run the tests, and make it one. There is a second slip, smaller. */
#include "ex2_one_cycle.h"

#include <math.h>

double half_cosine(double start, double end, double position)
{
    return start + (end - start) * (1 - cos(M_PI * position)) / 2;
}

double rate_of_batch(int epoch, int batch, int n_epochs, int n_batches, double lr_max)
{
    TODO("take this line out, run the tests, and make it one cycle");
    double done = (double)batch / n_batches;
    if (done < 0.25)
        return half_cosine(lr_max / 25, lr_max, done / 0.25);
    return half_cosine(lr_max, lr_max / 100000, done);
}
