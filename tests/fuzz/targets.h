/* Readers of what comes from outside, each fed with any bytes: they answer or refuse, and nothing else. A
 * target leaves no error, no scope and no memory behind, and stops the program where a promise of the
 * reader's header is broken. */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

typedef void FuzzTarget(const uint8_t *bytes, size_t n);

FuzzTarget fuzz_csv, fuzz_decode, fuzz_exif, fuzz_form, fuzz_idx, fuzz_manifest, fuzz_safetensors,
    fuzz_search, fuzz_sniff;

/* For targets. The bytes as a file, the same for all calls with this number (0 or 1). */
const char *fuzz_file(int number, const uint8_t *bytes, size_t n);
/* Stops the program unless the promise holds. */
void fuzz_promise(int holds, const char *promise);
/* Ends a call: an error must be of a kind that readers give, and have a text. */
void fuzz_end(int done);

#endif
