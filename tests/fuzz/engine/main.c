/* The door for libFuzzer; FUZZ in the environment names the target. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const FuzzTarget *chosen(void)
{
    static const FuzzTarget *target;
    const char *name = getenv("FUZZ");
    for (const FuzzTarget *each = fuzz_targets; !target && each->name; each++)
        if (name && strcmp(each->name, name) == 0)
            target = each;
    if (!target) {
        fprintf(stderr, "fuzz: FUZZ names none of the targets:");
        for (const FuzzTarget *each = fuzz_targets; each->name; each++)
            fprintf(stderr, " %s", each->name);
        fprintf(stderr, "\n");
        exit(1);
    }
    return target;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    chosen()->run(bytes, n);
    return 0;
}
