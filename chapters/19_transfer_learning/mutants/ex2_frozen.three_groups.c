/* caught by: counted_from_the_end - counts from the end of three groups, however many there are */
#include "ex2_frozen.h"

bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms)
{
    int first = from < 0 ? 3 + from : from;
    return group >= first || (is_norm && train_norms);
}
