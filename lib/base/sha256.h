/* SHA-256, the checksum by which files are recognised: as FIPS 180-4 defines it. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_TEXT_SIZE = 65 };

/* For bytes that come in pieces: sha256_begin, sha256_add for each piece, sha256_end. About 150 MB a second.
 */
typedef struct Sha256 {
    uint32_t state[8];
    uint64_t n_bytes;  /* so far              */
    uint8_t block[64]; /* not yet worked in   */
} Sha256;

void sha256_begin(Sha256 *sha);
void sha256_add(Sha256 *sha, const void *bytes, size_t n);
void sha256_end(Sha256 *sha, uint8_t digest[SHA256_BYTES]);

/* 64 lower-case hexadecimal digits and a zero, as `sha256sum` prints them. */
void sha256_text(const uint8_t digest[SHA256_BYTES], char text[SHA256_TEXT_SIZE]);
/* All of the above for bytes at hand. */
void sha256_of(const void *bytes, size_t n, char text[SHA256_TEXT_SIZE]);
/* Of a whole file, whatever its size; false with ERR_FILE. */
bool sha256_file(const char *path, char text[SHA256_TEXT_SIZE]);

#endif
