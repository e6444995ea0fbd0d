/* Work in a process of its own: for what a process does once. */
#ifndef SUPPORT_IN_PROCESS_H
#define SUPPORT_IN_PROCESS_H

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

/* What `work` returned, or 99 where it did not come to its end. */
static inline int in_process(int (*work)(void *), void *context)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(work(context));
    int status = 0;
    cr_assert(child > 0 && waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

#endif
