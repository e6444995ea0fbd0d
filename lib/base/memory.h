/* The library's only door to malloc: counted, and able to fail on purpose, so that tests can walk every
 * failure path. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, 64-byte aligned, or NULL with ERR_MEMORY set, whose hint is mem_advice. Free with mem_free.
 * Any thread. */
void *mem_alloc(size_t bytes);
extern const char mem_advice[];
/* Like realloc; new bytes are zero; on failure the old block stays as it was. mem_resize(NULL, 0, n)
 * allocates. */
void *mem_resize(void *old, size_t old_bytes, size_t bytes);
/* A copy of a string, or NULL. Free with mem_free. */
char *mem_text(const char *text);
/* NULL is fine. */
void mem_free(void *memory);

/* Calls of malloc since the program began, over all threads. */
int64_t mem_allocations(void);
/* Blocks handed out and not freed yet, over all threads. */
int64_t mem_live(void);

/* The most memory that this process has had in use at once so far, in bytes, as the system counts it:
 * programs, libraries and stacks included. */
int64_t mem_peak(void);

/* Tests only: let the n-th allocation from now fail once (1 = the next one); 0 switches it off. Counts over
 * all threads. */
void mem_fail_after(int64_t n);

#endif
