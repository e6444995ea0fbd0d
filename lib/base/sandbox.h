/* Walls around a process that reads what strangers wrote. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* From here on this process can compute, and read and write what it has open; it has no files but descriptors
 * 0 to 2, opens none, starts nothing, and ends when it takes more memory or computes longer than this. On
 * Linux any other system call kills it; elsewhere the limits of setrlimit have to do. False when a wall that
 * this system has could not be raised. Programs built with AddressSanitizer keep the right to memory and to
 * system calls, because the sanitizer itself needs them. */
bool sandbox_enter(size_t most_memory, unsigned seconds);

#endif
