/* What the machine can do at most: the two limits below which every kernel stays. (chapter 15) */
#ifndef KERNELS_MACHINE_H
#define KERNELS_MACHINE_H

#include <stdint.h>

/* Floats that one instruction works on, as this library was compiled. */
int machine_lanes(void);

/* Operations per second of one core that does nothing but multiply and add in registers, which are two
 * operations: the flat roof. The best of nine tries, a few hundredths of a second together. */
double machine_peak(void);

enum { MACHINE_BEYOND_CACHES = 256 << 20 }; /* bytes that are too many for caches */

/* Bytes per second that `threads` cores together read from an array of `bytes` (at least 4096), each its own
 * part, again and again: of MACHINE_BEYOND_CACHES from memory, which is the sloping roof; of fewer from the
 * cache that they fit into. The best of five tries; takes about as long as reading 128 MB, or all of a larger
 * array, ten times. 0 with ERR_MEMORY without room for them. */
double machine_read_rate(int64_t bytes, int threads);

#endif
