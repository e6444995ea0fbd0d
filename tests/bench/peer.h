/* Other people's libraries as processes beside a benchmark: each runs a step whenever it is asked to, so that
 * both sides can be timed in turn. It answers a line with a line, "ok NUMBER" or "error TEXT"; the first one
 * comes unasked and tells its version. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

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

enum { PEER_LINE = 512 };

typedef struct Peer {
    pid_t process;
    FILE *to, *from;
    char reply[PEER_LINE]; /* after the "ok" or "error" of the last answer */
} Peer;

static inline void peer_close(Peer *peer)
{
    if (peer->to)
        fclose(peer->to);
    if (peer->from)
        fclose(peer->from);
    if (peer->process > 0)
        waitpid(peer->process, NULL, 0);
    *peer = (Peer){0};
}

/* Is the next line "ok ..."? */
static inline bool peer_answers(Peer *peer)
{
    char line[PEER_LINE];
    int used = 0;
    if (!fgets(line, sizeof line, peer->from)) {
        strcpy(peer->reply, "no answer");
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    sscanf(line, "%*s %n", &used);
    strcpy(peer->reply, line + used);
    return strncmp(line, "ok", 2) == 0;
}

/* Start `program script` from the root of the repository, in an environment that `prepare` may change; reply
 * then holds its version. False where it is not installed. */
static inline bool peer_start(Peer *peer, const char *program, const char *script, void (*prepare)(void))
{
    int down[2], up[2];
    *peer = (Peer){0};
    signal(SIGPIPE, SIG_IGN);
    if (pipe(down) != 0)
        return false;
    if (pipe(up) != 0) {
        close(down[0]), close(down[1]);
        return false;
    }
    /* Another peer started later must not hold this one's pipes open. */
    fcntl(down[1], F_SETFD, FD_CLOEXEC), fcntl(up[0], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    peer->process = fork();
    if (peer->process == 0) {
        dup2(down[0], STDIN_FILENO), dup2(up[1], STDOUT_FILENO);
        close(down[0]), close(down[1]), close(up[0]), close(up[1]);
        if (!freopen("/dev/null", "w", stderr))
            _exit(127);
        unsetenv("GOMP_SPINCOUNT"); /* the Makefile's advice is for us, not for others */
        unsetenv("KMP_BLOCKTIME");
        if (prepare)
            prepare();
        execlp(program, program, script, (char *)NULL);
        _exit(127);
    }
    close(down[0]), close(up[1]);
    peer->to = fdopen(down[1], "w");
    peer->from = fdopen(up[0], "r");
    if (peer->process > 0 && peer->to && peer->from && peer_answers(peer))
        return true;
    peer_close(peer);
    return false;
}

/* peer_ask(&torch, "open resnet18 %d 224 sgd channels_last", 16): the number in its answer; NaN with a text
 * in reply when something is wrong. */
__attribute__((format(printf, 2, 3))) static inline double peer_ask(Peer *peer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(peer->to, format, arguments);
    va_end(arguments);
    fputc('\n', peer->to);
    fflush(peer->to);
    return peer_answers(peer) ? strtod(peer->reply, NULL) : (double)NAN;
}

/* One step, for the table of contestants in measure.h. */
static inline void peer_run(void *peer)
{
    peer_ask(peer, "run 1");
}

#endif
