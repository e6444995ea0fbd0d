/* caught by: use_makes_new, along_rows, in_a_tiny_cache - a line that is used again stays as old as it was */
#include "ex1_misses.h"

#include <string.h>

/* Lines are kept in the order of their use, the newest first. */
void cache_touch(Cache *cache, int64_t place)
{
    int64_t line = place / LINE_FLOATS;
    int at = 0, n;
    while (at < cache->used && cache->line[at] != line)
        at++;
    n = cache->used;
    if (at < n)
        return;
    cache->misses++;
    if (n < cache->room)
        cache->used++;
    else
        at--; /* the oldest is at the end, and goes */
    memmove(cache->line + 1, cache->line, (size_t)at * sizeof *cache->line);
    cache->line[0] = line;
}

int64_t misses_as_defined(int n, int room)
{
    Cache cache = {.room = room};
    const int64_t b = (int64_t)n * n, c = 2 * b;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                cache_touch(&cache, i * n + k);
                cache_touch(&cache, b + k * n + j);
            }
            cache_touch(&cache, c + i * n + j);
        }
    return cache.misses;
}

int64_t misses_along_rows(int n, int room)
{
    Cache cache = {.room = room};
    const int64_t b = (int64_t)n * n, c = 2 * b;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) {
                cache_touch(&cache, i * n + k);
                cache_touch(&cache, b + k * n + j);
                cache_touch(&cache, c + i * n + j);
            }
    return cache.misses;
}
