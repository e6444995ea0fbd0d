/* caught by: on_the_right, on_the_left, far_away, small_ones - goes on with copies of the edge */
#include "ex2_mirror.h"

/* There and back without the two ends twice: 0 1 2 3 2 1 for four pixels. */
int mirror(int i, int n)
{
    int period = n > 1 ? 2 * (n - 1) : 1;
    (void)period;
    return i < 0 ? 0 : i < n ? i : n - 1;
}
