/* Many pieces of work of different length, such as files, shared by threads. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stdbool.h>
#include <stdint.h>

/* Calls work(context, i) for every i from 0 to n - 1, each once, in this thread and in others, in no
 * particular order; in as many as threads_count() says, or as can be started. When a call returns false no
 * more are begun, and the error that it kept is this thread's then; after Ctrl-C that is ERR_INTERRUPTED.
 * What the other threads make in their scopes is gone at the end. */
bool parallel_for(int64_t n, bool (*work)(void *context, int64_t i), void *context);

#endif
