/* caught by: until_enough_are_found - rounds up what is more than whole by a rounding only */
#include "ex4_how_many.h"

#include <math.h>

Effort how_many(int64_t n, const bool *fault, double share)
{
    int64_t all = 0, found = 0, looked = 0;
    for (int64_t i = 0; i < n; i++)
        all += fault[i];
    if (all == 0)
        return (Effort){0};
    int64_t wanted = (int64_t)ceil(share * (double)all);
    while (found < wanted)
        found += fault[looked++];
    double at_random = (double)wanted * (double)(n + 1) / (double)(all + 1);
    return (Effort){looked, (double)found / (double)looked, at_random / (double)looked};
}
