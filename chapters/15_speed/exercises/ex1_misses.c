/* Your answer to exercise 15.1. The contract is in chapters/15_speed/exercises/ex1_misses.h. */
#include "ex1_misses.h"

void cache_touch(Cache *cache, int64_t place)
{
    TODO("count a miss unless the line of this place is there; then it is the newest");
}

int64_t misses_as_defined(int n, int room)
{
    return TODO("touch what rung 1 touches, and return the misses");
}

int64_t misses_along_rows(int n, int room)
{
    return TODO("touch what rung 2 touches, and return the misses");
}
