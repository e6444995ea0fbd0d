/* A solution of exercise 19.2. */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    int first = from < 0 ? n_groups + from : from;
    return group >= first || (is_norm && train_norms);
}
