/* The mask of dropout: random, yet a pure function of a key and of the element's number.
 *
 * An ordinary generator walks from state to state, so two threads cannot share it. Philox scrambles a counter
 * instead: element i is word i % 4 of block i / 4, whoever computes it and whenever, and nothing is kept
 * between calls. It also means that many blocks can be computed side by side, one in each lane of a vector
 * register: ten times as fast as philox() of base/random.h one block after the other, with the same bits. */
#include "kernels/cpu.h"

#include "kernels/cpu_pieces.h"

enum { BLOCKS = 16, WORDS = 4, ROUNDS = 10 };

typedef struct DropoutJob {
    uint32_t key[2];
    float p;
    float *out;
    int64_t n, pieces;
} DropoutJob;

/* Blocks first .. first + BLOCKS - 1 of the stream: word[w][l] is word w of block first + l. */
static void philox_blocks(uint64_t first, const uint32_t key[2], uint32_t word[WORDS][BLOCKS])
{
    uint32_t *a = word[0], *b = word[1], *c = word[2], *d = word[3];
    for (int l = 0; l < BLOCKS; l++) {
        a[l] = (uint32_t)(first + (uint64_t)l);
        b[l] = (uint32_t)((first + (uint64_t)l) >> 32);
        c[l] = d[l] = 0;
    }
    uint32_t key_a = key[0], key_b = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        for (int l = 0; l < BLOCKS; l++) {
            uint64_t product_a = 0xd2511f53ull * a[l], product_c = 0xcd9e8d57ull * c[l];
            a[l] = (uint32_t)(product_c >> 32) ^ b[l] ^ key_a;
            b[l] = (uint32_t)product_c;
            c[l] = (uint32_t)(product_a >> 32) ^ d[l] ^ key_b;
            d[l] = (uint32_t)product_a;
        }
        key_a += 0x9e3779b9u;
        key_b += 0xbb67ae85u;
    }
}

static void dropout_piece(const void *job, int64_t piece)
{
    const DropoutJob *j = job;
    int64_t groups = (j->n + BLOCKS * WORDS - 1) / (BLOCKS * WORDS);
    int64_t end = pieces_start(groups, j->pieces, piece + 1);
    float keep = j->p < 1.0f ? 1.0f / (1.0f - j->p) : 0.0f;
    for (int64_t group = pieces_start(groups, j->pieces, piece); group < end; group++) {
        uint32_t word[WORDS][BLOCKS];
        float mask[BLOCKS * WORDS];
        philox_blocks((uint64_t)(group * BLOCKS), j->key, word);
        for (int l = 0; l < BLOCKS; l++)
            for (int w = 0; w < WORDS; w++) {
                float uniform = (float)(int32_t)(word[w][l] >> 8) * 0x1p-24f; /* 24 bits, exact: in [0, 1) */
                mask[l * WORDS + w] = uniform >= j->p ? keep : 0.0f;
            }
        int64_t at = group * BLOCKS * WORDS;
        for (int64_t i = 0; i < BLOCKS * WORDS && at + i < j->n; i++)
            j->out[at + i] = mask[i];
    }
}

bool cpu_dropout_mask(uint64_t key, float p, const View *out)
{
    DropoutJob job = {.key = {(uint32_t)key, (uint32_t)(key >> 32)}, .p = p, .out = view_data(out)};
    job.n = view_count(out);
    job.pieces = pieces_count((job.n + BLOCKS * WORDS - 1) / (BLOCKS * WORDS), BLOCKS * WORDS, INT64_MAX);
    pieces_run(job.pieces, dropout_piece, &job);
    return true;
}
