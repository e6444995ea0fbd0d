/* Sharing pieces of work among threads: the one place where the elementwise, row and pooling kernels meet
 * OpenMP. */
#include "kernels/cpu_pieces.h"

#include "base/threads.h"
#include "kernels/cpu.h"

void pieces_run(int64_t pieces, void (*body)(const void *job, int64_t piece), const void *job)
{
    /* Even a parallel region with one thread costs some hundred nanoseconds: more than a small kernel's whole
     * work. */
    if (pieces == 1 || threads_count() == 1) {
        for (int64_t piece = 0; piece < pieces; piece++)
            body(job, piece);
        return;
    }
    /* Neighbouring pieces go to one thread: it then reads memory in long runs, as the prefetcher likes it. */
#pragma omp parallel for schedule(static)
    for (int64_t piece = 0; piece < pieces; piece++)
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
