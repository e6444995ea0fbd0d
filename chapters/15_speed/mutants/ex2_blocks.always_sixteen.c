/* caught by: of_the_size_asked_for - cuts as the example does, whatever is asked for */
#include "ex2_blocks.h"

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

void product_in_blocks(int n, int block, const Watched *a, const Watched *b, Watched *c)
{
    block = 16;
    for (int i0 = 0; i0 < n; i0 += block)
        for (int k0 = 0; k0 < n; k0 += block)
            for (int j0 = 0; j0 < n; j0 += block)
                for (int i = i0; i < smaller(i0 + block, n); i++)
                    for (int k = k0; k < smaller(k0 + block, n); k++)
                        for (int j = j0; j < smaller(j0 + block, n); j++)
                            add(c, i, j, get(a, i, k) * get(b, k, j));
}
