/* caught by: weights_of_frozen_groups_stay - takes 0 for a number from the end */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    int first = from <= 0 ? n_groups + from : from;
    return group >= first || (is_norm && train_norms);
}
