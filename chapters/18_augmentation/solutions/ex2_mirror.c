/* A solution of exercise 18.2. */
#include "ex2_mirror.h"

/* There and back without the two ends twice: 0 1 2 3 2 1 for four pixels. */
int mirror(int i, int n)
{
    int period = n > 1 ? 2 * (n - 1) : 1;
    i = (i % period + period) % period;
    return i < n ? i : period - i;
}
