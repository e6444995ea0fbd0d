/* Threads that take numbers until there are none left. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/program.h"
#include "base/scope.h"
#include "base/threads.h"

typedef struct Work {
    bool (*work)(void *context, int64_t i);
    void *context;
    int64_t n;
    atomic_llong next;
    atomic_bool failed;
    Error error; /* of the call that failed first */
} Work;

static void take_numbers(Work *work)
{
    int64_t i;
    while ((i = atomic_fetch_add(&work->next, 1)) < work->n && !atomic_load(&work->failed)) {
        bool stop = program_interrupted();
        if (stop)
            error_set(ERR_INTERRUPTED, "interrupted");
        if (!stop && work->work(work->context, i))
            continue;
        Error error;
        error_take(&error);
        if (!atomic_exchange(&work->failed, true))
            work->error = error;
    }
}

static void *run_thread(void *work)
{
    take_numbers(work);
    error_clear();
    scope_end_all();
    pool_trim();
    return NULL;
}

bool parallel_for(int64_t n, bool (*work)(void *context, int64_t i), void *context)
{
    enum { MOST_THREADS = 64 };
    Work all = {.work = work, .context = context, .n = n};
    pthread_t threads[MOST_THREADS];
    int n_threads = 0;
    int wanted = threads_count() < MOST_THREADS ? threads_count() : MOST_THREADS;
    while (n_threads + 1 < wanted && n_threads + 1 < n &&
           pthread_create(&threads[n_threads], NULL, run_thread, &all) == 0)
        n_threads++;
    take_numbers(&all);
    while (n_threads > 0)
        pthread_join(threads[--n_threads], NULL);
    if (atomic_load(&all.failed))
        error_put(&all.error);
    return !atomic_load(&all.failed);
}
