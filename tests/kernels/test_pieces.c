/* Work shared among threads: every piece once, and nobody waits for one who is held up. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/threads.h"
#include "kernels/cpu_pieces.h"

enum { MOST = 300 };

typedef struct Counts {
    atomic_int of[MOST], all;
} Counts;

static void count(const void *job, int64_t piece)
{
    Counts *counts = (Counts *)job;
    atomic_fetch_add(&counts->of[piece], 1);
    atomic_fetch_add(&counts->all, 1);
}

Test(pieces, each_is_done_once)
{
    threads_set(70); /* some have no share of their own */
    for (int64_t n = 1; n <= MOST; n += 23) {
        Counts counts = {0};
        pieces_run(n, count, &counts);
        int wrong = 0;
        for (int64_t piece = 0; piece < MOST; piece++)
            wrong += counts.of[piece] != (piece < n);
        cr_expect(eq(int, wrong, 0), "%d pieces", (int)n);
    }
}

/* The first piece ends when all others are done, those of its own thread's share among them. */
static void wait_for_the_others(const void *job, int64_t piece)
{
    Counts *counts = (Counts *)job;
    for (double begin = clock_seconds(); piece == 0 && counts->all < MOST - 1; sched_yield())
        if (clock_seconds() > begin + 10)
            return;
    count(job, piece);
}

Test(pieces, a_thread_that_is_held_up_is_helped)
{
    threads_set(2);
    if (threads_count() < 2)
        cr_skip_test("built without threads");
    Counts counts = {0};
    pieces_run(MOST, wait_for_the_others, &counts);
    cr_expect(eq(int, counts.all, MOST));
}
