/* caught by: counted_from_the_end - does not count from the end */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    (void)n_groups;
    int first = from;
    return group >= first || (is_norm && train_norms);
}
