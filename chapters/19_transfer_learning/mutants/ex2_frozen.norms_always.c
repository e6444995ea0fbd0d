/* caught by: their_norms_as_asked - nobody asks train_norms */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    (void)train_norms;
    int first = from < 0 ? n_groups + from : from;
    return group >= first || is_norm;
}
