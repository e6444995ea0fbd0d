/* Your answer to exercise 19.2. The contract is in chapters/19_transfer_learning/exercises/ex2_frozen.h.
 *
 * Two things are wrong with it. Take the TODO out, look at what the tests say, and put it right. */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    TODO("take this line out, run the tests, and ask of each case in the contract what comes out");
    (void)n_groups;
    (void)train_norms;
    return group >= from || is_norm;
}
