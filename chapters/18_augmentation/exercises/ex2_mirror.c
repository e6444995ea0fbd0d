/* Your answer to exercise 18.2. The contract is in chapters/18_augmentation/exercises/ex2_mirror.h. */
#include "ex2_mirror.h"

/* There are two bugs in here, and both show only outside of the picture. */
int mirror(int i, int n)
{
    TODO("take this line out, run the tests, and find what is wrong below");
    int period = 2 * n;
    i = i % period;
    return i < n ? i : period - 1 - i;
}
