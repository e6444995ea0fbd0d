/* SHA-256: blocks of 64 bytes are mixed, one after the other, into 256 bits of state. */
#include "base/sha256.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

/* The first 32 bits behind the point of the cube roots of the first 64 primes. */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

static void mix_in(uint32_t state[8], const uint8_t block[64])
{
    uint32_t w[64];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t small0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t small1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + small0 + w[i - 7] + small1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 64; i++) {
        uint32_t big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t t1 = h + big1 + ((e & f) ^ (~e & g)) + round_constants[i] + w[i];
        uint32_t big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t t2 = big0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    const uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; i++)
        state[i] += mixed[i];
}

void sha256_begin(Sha256 *sha)
{
    /* The first 32 bits behind the point of the square roots of the first 8 primes. */
    *sha = (Sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                              0x1f83d9ab, 0x5be0cd19}};
}

void sha256_add(Sha256 *sha, const void *bytes, size_t n)
{
    const uint8_t *from = bytes;
    while (n > 0) {
        size_t filled = sha->n_bytes % 64;
        size_t taken = n < 64 - filled ? n : 64 - filled;
        memcpy(sha->block + filled, from, taken);
        sha->n_bytes += taken;
        from += taken;
        n -= taken;
        if (filled + taken == 64)
            mix_in(sha->state, sha->block);
    }
}

/* The end of the message is marked by a 1 bit, zeros, and the number of its bits in the last 8 bytes. */
void sha256_end(Sha256 *sha, uint8_t digest[SHA256_BYTES])
{
    uint64_t bits = 8 * sha->n_bytes;
    const uint8_t end[64] = {0x80};
    size_t filled = sha->n_bytes % 64;
    sha256_add(sha, end, filled < 56 ? 56 - filled : 120 - filled);
    uint8_t count[8];
    for (int i = 0; i < 8; i++)
        count[i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_add(sha, count, sizeof count);
    for (int i = 0; i < SHA256_BYTES; i++)
        digest[i] = (uint8_t)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256_text(const uint8_t digest[SHA256_BYTES], char text[SHA256_TEXT_SIZE])
{
    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

void sha256_of(const void *bytes, size_t n, char text[SHA256_TEXT_SIZE])
{
    Sha256 sha;
    uint8_t digest[SHA256_BYTES];
    sha256_begin(&sha);
    sha256_add(&sha, bytes, n);
    sha256_end(&sha, digest);
    sha256_text(digest, text);
}

bool sha256_file(const char *path, char text[SHA256_TEXT_SIZE])
{
    FILE *file = path ? fopen(path, "rbe") : NULL;
    if (!file) {
        if (path)
            error_set(ERR_FILE, "sha256_file: %s: cannot open: %s", path, strerror(errno));
        return false;
    }
    Sha256 sha;
    uint8_t piece[1 << 14], digest[SHA256_BYTES];
    size_t n;
    sha256_begin(&sha);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        sha256_add(&sha, piece, n);
    bool read = !ferror(file);
    if (!read)
        error_set(ERR_FILE, "sha256_file: %s: cannot read: %s", path, strerror(errno));
    fclose(file);
    sha256_end(&sha, digest);
    sha256_text(digest, text);
    return read;
}
