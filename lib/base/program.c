/* The two ends of a program. The only file of the library that prints without being handed a stream. */
#include "base/program.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/error.h"
#include "base/pool.h"
#include "base/scope.h"

enum { STATUS_INTERRUPTED = 130 }; /* what shells report for a program ended by Ctrl-C */

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    if (interrupted)
        _exit(STATUS_INTERRUPTED);
    interrupted = 1;
}

void program_catch_interrupt(void)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool program_interrupted(void)
{
    return interrupted != 0;
}

void program_keep_little(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int finish(const char *name)
{
    Error error;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        error_set(ERR_FILE, "finish: not all that was printed could be written");
        error_hint("is the disk full?");
    }
    bool failed = error_take(&error);
    if (failed) {
        fprintf(stderr, "%s: %s\n", name, error.text);
        if (error.hint[0])
            fprintf(stderr, "hint: %s\n", error.hint);
    }
    scope_end_all();
    pool_trim();
    if (error.code == ERR_INTERRUPTED)
        return STATUS_INTERRUPTED;
    return failed ? 1 : 0;
}
