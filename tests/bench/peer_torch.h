/* PyTorch, where it is installed: a Python process beside the benchmark that runs a step whenever it is
 * asked to (peer_torch.py has the cases), so that both sides can be timed in turn. */
#ifndef BENCH_PEER_TORCH_H
#define BENCH_PEER_TORCH_H

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TORCH_LINE = 512 };

typedef struct Torch {
    pid_t process;
    FILE *to, *from;
    char reply[TORCH_LINE]; /* after the "ok" or "error" of the last answer */
} Torch;

static inline void torch_close(Torch *torch)
{
    if (torch->to)
        fclose(torch->to);
    if (torch->from)
        fclose(torch->from);
    if (torch->process > 0)
        waitpid(torch->process, NULL, 0);
    *torch = (Torch){0};
}

/* Is the next line "ok ..."? */
static inline bool torch_answers(Torch *torch)
{
    char line[TORCH_LINE];
    int used = 0;
    if (!fgets(line, sizeof line, torch->from)) {
        strcpy(torch->reply, "no answer");
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    sscanf(line, "%*s %n", &used);
    strcpy(torch->reply, line + used);
    return strncmp(line, "ok", 2) == 0;
}

/* What makes PyTorch fast on a CPU and is not its default: the allocator keeps large blocks instead of giving
 * them back to the system after each use. */
static inline void torch_tune(void)
{
    setenv("ATEN_CPU_CAPABILITY", "avx512", 0);
    setenv("MALLOC_MMAP_MAX_", "0", 0);
    setenv("MALLOC_TRIM_THRESHOLD_", "20000000000", 0);
    setenv("MALLOC_TOP_PAD_", "268435456", 0);
}

static inline bool torch_start(Torch *torch, const char *python, bool tuned)
{
    int down[2], up[2];
    if (pipe(down) != 0)
        return false;
    if (pipe(up) != 0) {
        close(down[0]), close(down[1]);
        return false;
    }
    /* Another peer started later must not hold this one's pipes open. */
    fcntl(down[1], F_SETFD, FD_CLOEXEC), fcntl(up[0], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    torch->process = fork();
    if (torch->process == 0) {
        dup2(down[0], STDIN_FILENO), dup2(up[1], STDOUT_FILENO);
        close(down[0]), close(down[1]), close(up[0]), close(up[1]);
        if (!freopen("/dev/null", "w", stderr))
            _exit(127);
        unsetenv("GOMP_SPINCOUNT"); /* the Makefile's advice is for us, not for others */
        unsetenv("KMP_BLOCKTIME");
        if (tuned)
            torch_tune();
        execlp(python, python, "tests/bench/peer_torch.py", (char *)NULL);
        _exit(127);
    }
    close(down[0]), close(up[1]);
    torch->to = fdopen(down[1], "w");
    torch->from = fdopen(up[0], "r");
    if (torch->process > 0 && torch->to && torch->from && torch_answers(torch))
        return true;
    torch_close(torch);
    return false;
}

/* Start it from the root of the repository; reply then holds its version. False where it is not installed.
 * tuned: with torch_tune's settings, else as it is installed. */
static inline bool torch_open(Torch *torch, bool tuned)
{
    const char *pythons[] = {getenv("PYTHON"), "python3", "/usr/bin/python3"};
    *torch = (Torch){0};
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof(pythons) / sizeof(pythons[0]); i++)
        if (pythons[i] && torch_start(torch, pythons[i], tuned))
            return true;
    return false;
}

/* torch_ask(&torch, "open resnet18 %d 224 sgd channels_last", 16): the number in its answer; NaN with a text
 * in reply when something is wrong. */
__attribute__((format(printf, 2, 3))) static inline double torch_ask(Torch *torch, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(torch->to, format, arguments);
    va_end(arguments);
    fputc('\n', torch->to);
    fflush(torch->to);
    return torch_answers(torch) ? strtod(torch->reply, NULL) : (double)NAN;
}

/* One step, for the table of contestants in measure.h. */
static inline void torch_run(void *torch)
{
    torch_ask(torch, "run 1");
}

#endif
