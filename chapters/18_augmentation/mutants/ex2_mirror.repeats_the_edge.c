/* caught by: on_the_right, on_the_left, far_away, small_ones - sees the last pixel twice */
#include "ex2_mirror.h"

/* There and back without the two ends twice: 0 1 2 3 2 1 for four pixels. */
int mirror(int i, int n)
{
    int period = 2 * n;
    i = (i % period + period) % period;
    return i < n ? i : period - 1 - i;
}
