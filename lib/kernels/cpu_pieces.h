/* How the CPU's kernels use threads: work is cut into numbered pieces, and the threads share the pieces out.
 */
#ifndef KERNELS_CPU_PIECES_H
#define KERNELS_CPU_PIECES_H

#include <stdatomic.h>
#include <stdint.h>

/* Floats that make a good piece: enough to pay for a call, few enough to stay in the caches while they are
 * worked on. */
enum { PIECE_FLOATS = 16 * 1024 };

static inline int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Pieces 0 .. n - 1, to be taken by threads at the same time. Each thread has a share of neighbours, and
 * helps with another's when its own is done. So a thread meets again what it left in its cache when the
 * kernel before cut the same pictures, and none waits for another that has lost its core for a while. */
typedef struct Pieces {
    int shares;
    struct Share {
        _Alignas(64) _Atomic int64_t next; /* of these pieces: a line of memory for each share */
        int64_t end;
    } share[64];
} Pieces;

void pieces_begin(Pieces *pieces, int64_t n, int threads);

/* The number of a piece that nobody else has been given; -1 when there are no more, until they begin again.
 */
int64_t pieces_take(Pieces *pieces);

/* Call body(job, 0) .. body(job, n - 1), each once, at the same time where threads are free. How work is
 * cut must follow from its size alone, and no two pieces may write the same place: then the result is the
 * same bits for any number of threads. One piece costs a plain call, several cost a microsecond to wake the
 * threads. (chapter 15) */
void pieces_run(int64_t n, void (*body)(const void *job, int64_t piece), const void *job);

/* Pieces for `items` items of `floats` floats each: 1 when waking threads would not pay, at most `most`. */
int64_t pieces_count(int64_t items, int64_t floats, int64_t most);

/* Where piece number `piece` of `pieces` begins among `items`; the next one's beginning is its end. */
static inline int64_t pieces_start(int64_t items, int64_t pieces, int64_t piece)
{
    return items / pieces * piece + (piece < items % pieces ? piece : items % pieces);
}

/* How many pieces from this one on are as large as it is. */
static inline int64_t pieces_alike(int64_t items, int64_t pieces, int64_t piece)
{
    return (piece < items % pieces ? items % pieces : pieces) - piece;
}

#endif
