/* Random numbers: PyTorch's CPU generator, and a counter-based one of many streams. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* PyTorch's CPU generator: mt19937 with its transforms, so that published runs come out digit by digit.
 * (chapter 05)
 *
 * Both ways of making normal numbers make them in pairs and keep the second one. Each has a place of its own
 * for it, so that the one never hands out what the other kept. */
typedef struct Random {
    uint32_t state[624];
    int next;             /* the next word of state to hand out, 624: none is left    */
    bool has_torch_spare; /* random_randn of fewer than 16 values has kept torch_spare */
    bool has_numpy_spare; /* random_numpy_normal has kept numpy_spare                  */
    double torch_spare;
    double numpy_spare;
} Random;

/* This thread's generator, torch.default_generator; seeded with 0 until random_seed. Never NULL. */
Random *random_default(void);
/* torch.manual_seed: restart the thread's generator, kept normals included. Only the low 32 bits of a seed
 * count, as in torch. */
void random_seed(uint64_t seed);
/* The same for a generator of one's own. */
void random_init(Random *random, uint64_t seed);

/* The next 32 bits. */
uint32_t random_u32(Random *random);
/* torch.rand: n values in [0,1), multiples of 2^-24, bit for bit. */
void random_rand(Random *random, float *out, int64_t n);
/* torch.randn: n values of mean 0 and deviation 1 from the same words; they may differ in the last digit of a
 * float. */
void random_randn(Random *random, float *out, int64_t n);
/* torch.randperm: 0..n-1 shuffled; n below 2^27, where newer versions of torch begin to draw otherwise. */
void random_randperm(Random *random, int64_t *out, int64_t n);
/* numpy's np.random.seed(s) and np.random.normal(), on a generator of seed s: same engine, polar method.
 * (chapter 06) */
double random_numpy_normal(Random *random);

/* Counter-based stream (Philox 4x32-10, Salmon et al. 2011): a pure function of its key and a running count,
 * so the random choices for sample `index` of epoch `epoch` do not depend on which thread makes them.
 * (chapter 18) */
typedef struct Stream {
    uint32_t key[2];     /* the seed                                                     */
    uint32_t counter[4]; /* the next block's number, the epoch, the index (two words)    */
    uint32_t ready[4];   /* the block made last                                          */
    int used;            /* words of ready handed out                                    */
} Stream;

/* At its beginning. Streams that differ in seed, index or the low 32 bits of epoch share no block; each has
 * 2^34 words before it repeats. Cost: none, the first block is made when it is asked for. */
Stream stream_of(uint64_t seed, uint64_t epoch, uint64_t index);
uint32_t stream_u32(Stream *stream);
/* How many words were handed out: the number of the next one, for whoever goes on elsewhere. */
uint32_t stream_place(const Stream *stream);
/* In [low, high), 2^24 steps; low when both are equal. */
float stream_uniform(Stream *stream, float low, float high);
/* One of 0..n-1, all equally likely; 0 for n < 1. */
int64_t stream_below(Stream *stream, int64_t n);

/* One Philox block: four words from a 128-bit counter and a 64-bit key. Dropout uses it directly. */
void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

#endif
