/* "Train again": the program of chapter 19 as a process of its own, and what it says on its way. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sort.h"

extern char **environ;

/* Starts the program with its output going into a pipe, whose other end is *reading. */
static pid_t start(char *const *arguments, int *reading)
{
    int ends[2];
    pid_t child = -1;
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    if (posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ) != 0)
        child = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *reading = ends[0];
    return child;
}

/* Passes on what comes until the program ends; Ctrl-C ends both. */
static void listen_to(pid_t child, int reading, Cleaner *cleaner)
{
    char text[512];
    for (ssize_t n; (n = read(reading, text, sizeof text - 1)) != 0;) {
        if (n > 0) {
            text[n] = '\0';
            cleaner_tell(cleaner, text);
        } else if (errno != EINTR) {
            break;
        }
        if (program_interrupted())
            kill(child, SIGTERM);
    }
    close(reading);
}

bool trainer_run(void *context, const char *folder, Cleaner *cleaner)
{
    const SortOptions *options = context;
    const char *seed = scope_text("%" PRIu64, options->training.seed);
    const char *arguments[] = {options->trainer,
                               "train",
                               "--photos",
                               folder,
                               "--out",
                               options->out,
                               "--model",
                               options->model,
                               "--seed",
                               seed,
                               "--no-plot",
                               options->quick ? "--quick" : NULL,
                               NULL};
    int reading, status = -1;
    pid_t child = seed ? start((char *const *)arguments, &reading) : -1;
    if (child < 0) {
        error_set(ERR_FILE, "%s: cannot be started", options->trainer);
        return false;
    }
    listen_to(child, reading, cleaner);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    error_set(ERR_STATE, "the training has failed; what was said about the photos comes from the net before");
    return false;
}
