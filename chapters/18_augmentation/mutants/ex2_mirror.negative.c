/* caught by: on_the_left, far_away, small_ones - takes the remainder of negative places as C gives it */
#include "ex2_mirror.h"

/* There and back without the two ends twice: 0 1 2 3 2 1 for four pixels. */
int mirror(int i, int n)
{
    int period = n > 1 ? 2 * (n - 1) : 1;
    i = i % period;
    return i < n ? i : period - i;
}
