/* caught by: on_the_right, far_away - only mirrors once */
#include "ex2_mirror.h"

/* There and back without the two ends twice: 0 1 2 3 2 1 for four pixels. */
int mirror(int i, int n)
{
    int period = n > 1 ? 2 * (n - 1) : 1;
    i = i < 0 ? -i : i;
    return i < n ? i : n > 1 ? (period - i > 0 ? period - i : 0) : 0;
}
