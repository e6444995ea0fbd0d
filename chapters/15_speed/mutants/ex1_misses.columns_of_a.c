/* caught by: as_defined, in_a_tiny_cache - reads a down its columns, too */
#include "ex1_misses.h"

#include <string.h>

/* Lines are kept in the order of their use, the newest first. */
void cache_touch(Cache *cache, int64_t place)
{
    int64_t line = place / LINE_FLOATS;
    int at = 0;
    while (at < cache->used && cache->line[at] != line)
        at++;
    if (at == cache->used) {
        cache->misses++;
        if (cache->used < cache->room)
            cache->used++;
        else
            at--; /* the oldest is at the end, and goes */
    }
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
                cache_touch(&cache, k * n + i);
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
