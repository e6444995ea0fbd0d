/* What is fuzzed: functions that read bytes from strangers, to be given any bytes there are. */
#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

typedef struct FuzzTarget {
    const char *name;
    void (*run)(const uint8_t *bytes, size_t n); /* returns with no error kept and no scope open */
} FuzzTarget;

extern const FuzzTarget fuzz_targets[]; /* ends with a NULL name */

#endif
