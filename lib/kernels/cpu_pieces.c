/* Sharing pieces of work among threads: the one place where the elementwise, row and pooling kernels meet
 * OpenMP. */
#include "kernels/cpu_pieces.h"

#include "base/threads.h"
#include "kernels/cpu.h"

void pieces_begin(Pieces *pieces, int64_t n, int threads)
{
    const int most = sizeof(pieces->share) / sizeof(pieces->share[0]);
    pieces->shares = (int)min(threads, most);
    for (int i = 0; i < pieces->shares; i++) {
        atomic_init(&pieces->share[i].next, pieces_start(n, pieces->shares, i));
        pieces->share[i].end = pieces_start(n, pieces->shares, i + 1);
    }
}

int64_t pieces_take(Pieces *pieces)
{
    const int own = threads_index() % pieces->shares;
    for (int i = 0; i < pieces->shares; i++) {
        struct Share *share = &pieces->share[(own + i) % pieces->shares];
        if (atomic_load_explicit(&share->next, memory_order_relaxed) >= share->end)
            continue;
        const int64_t piece = atomic_fetch_add_explicit(&share->next, 1, memory_order_relaxed);
        if (piece < share->end)
            return piece;
    }
    return -1;
}

void pieces_run(int64_t n, void (*body)(const void *job, int64_t piece), const void *job)
{
    /* Even a parallel region with one thread costs some hundred nanoseconds: more than a small kernel's whole
     * work. */
    if (n == 1 || threads_count() == 1) {
        for (int64_t piece = 0; piece < n; piece++)
            body(job, piece);
        return;
    }
    Pieces pieces;
    pieces_begin(&pieces, n, threads_count());
#pragma omp parallel
    for (int64_t piece; (piece = pieces_take(&pieces)) >= 0;)
        body(job, piece);
}

int64_t pieces_count(int64_t items, int64_t floats, int64_t most)
{
    if (items * floats < CPU_PARALLEL_MIN)
        return 1;
    int64_t pieces = items * floats / PIECE_FLOATS;
    if (pieces > most)
        pieces = most;
    return pieces < items ? pieces : items;
}
