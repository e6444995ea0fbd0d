/* caught by: norms_of_learning_groups_learn - norms learn only when they are told to */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    int first = from < 0 ? n_groups + from : from;
    return is_norm ? train_norms : group >= first;
}
