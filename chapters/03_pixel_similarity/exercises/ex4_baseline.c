/* Your answer to exercise 03.4. The contract is in chapters/03_pixel_similarity/exercises/ex4_baseline.h. */
#include "ex4_baseline.h"

#include "autograd/ops.h"
#include "nn/loss.h"

double baseline_accuracy(const Dataset *train, const Dataset *valid)
{
    TODO("an ideal per class from train, then the nearest ideal of every picture of valid");
    return 0;
}
