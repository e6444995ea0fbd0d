/* Counted allocation on top of aligned_alloc. A header in front of each block is not needed: only calls are
 * counted. */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/error.h"

enum { ALIGNMENT = 64 }; /* a cache line, and the widest vector */

static atomic_llong allocations;
static atomic_llong live;
static atomic_llong fail_in; /* allocations until the one that fails; 0: never */

static bool time_to_fail(void)
{
    return atomic_load(&fail_in) > 0 && atomic_fetch_sub(&fail_in, 1) == 1;
}

const char mem_advice[] = "a smaller batch, smaller images, or scope_end closer to where tensors are made";

void *mem_alloc(size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded < bytes)
        return error_set(ERR_MEMORY, "mem_alloc: %zu bytes is more than any machine has", bytes);
    if (rounded == 0)
        rounded = ALIGNMENT;
    void *memory = time_to_fail() ? NULL : aligned_alloc(ALIGNMENT, rounded);
    if (!memory) {
        error_set(ERR_MEMORY, "out of memory: %zu bytes wanted", bytes);
        error_hint("%s", mem_advice);
        return NULL;
    }
    atomic_fetch_add(&allocations, 1);
    atomic_fetch_add(&live, 1);
    return memset(memory, 0, rounded);
}

void *mem_resize(void *old, size_t old_bytes, size_t bytes)
{
    void *memory = mem_alloc(bytes);
    if (!memory)
        return NULL;
    if (old)
        memcpy(memory, old, old_bytes < bytes ? old_bytes : bytes);
    mem_free(old);
    return memory;
}

char *mem_text(const char *text)
{
    if (!text)
        return NULL;
    char *copy = mem_alloc(strlen(text) + 1);
    return copy ? strcpy(copy, text) : NULL;
}

void mem_free(void *memory)
{
    if (!memory)
        return;
    atomic_fetch_sub(&live, 1);
    free(memory);
}

int64_t mem_allocations(void)
{
    return atomic_load(&allocations);
}

int64_t mem_live(void)
{
    return atomic_load(&live);
}

int64_t mem_peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return (int64_t)usage.ru_maxrss * 1024;
#endif
}

void mem_fail_after(int64_t n)
{
    atomic_store(&fail_in, n);
}
