/* caught by: stay_in_the_cache, of_the_size_asked_for - cuts the rows of c only, so that all of b passes by
 */
#include "ex2_blocks.h"

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

void product_in_blocks(int n, int block, const Watched *a, const Watched *b, Watched *c)
{
    for (int i0 = 0; i0 < n; i0 += block)
        for (int i = i0; i < smaller(i0 + block, n); i++)
            for (int k = 0; k < n; k++)
                for (int j = 0; j < n; j++)
                    add(c, i, j, get(a, i, k) * get(b, k, j));
}
