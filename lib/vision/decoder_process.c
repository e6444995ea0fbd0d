/* Starting a program with a socket and shared memory in its hands, and getting rid of it. */
#include "vision/decoder_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "vision/helper/protocol.h"

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#ifdef __linux__
#include <sched.h>
#endif

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* macOS says SO_NOSIGPIPE instead, once */
#endif

extern char **environ;

/* --- shared memory ---------------------------------------------------------------------------------------
 */

#ifdef __linux__
static int anonymous_file(size_t n)
{
    int file = memfd_create("image_decoder", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file >= 0 && (ftruncate(file, (off_t)n) != 0 ||
                      fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)) {
        close(file);
        return -1;
    }
    return file;
}
#else
static int anonymous_file(size_t n)
{
    char name[64];
    snprintf(name, sizeof name, "/decoder-%ld-%lx", (long)getpid(), (unsigned long)(uintptr_t)name);
    int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file < 0)
        return -1;
    shm_unlink(name);
    if (fcntl(file, F_SETFD, FD_CLOEXEC) != 0 || ftruncate(file, (off_t)n) != 0) {
        close(file);
        return -1;
    }
    return file;
}
#endif

bool shared_memory_new(SharedMemory *memory, size_t n)
{
    *memory = (SharedMemory){.n = n, .file = anonymous_file(n)};
    if (memory->file < 0)
        return false;
    void *bytes = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, memory->file, 0);
    memory->bytes = bytes == MAP_FAILED ? NULL : bytes;
    return memory->bytes != NULL;
}

void shared_memory_free(SharedMemory *memory)
{
    if (memory->bytes)
        munmap(memory->bytes, memory->n);
    if (memory->file >= 0)
        close(memory->file);
    *memory = (SharedMemory){.file = -1};
}

void shared_memory_empty(SharedMemory *memory)
{
#ifdef MADV_REMOVE
    madvise(memory->bytes, memory->n, MADV_REMOVE);
#else
    (void)memory;
#endif
}

/* --- starting --------------------------------------------------------------------------------------------
 */

/* The two ends of a socket, both closed by exec. Their numbers are kept away from those that the helper's
 * descriptors will have, so that putting one in place never closes the other. */
static bool socket_pair(int ends[2])
{
    int low[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, low) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, HELPER_MEMORY + 1);
        close(low[i]);
#ifdef SO_NOSIGPIPE
        setsockopt(ends[i], SOL_SOCKET, SO_NOSIGPIPE, &(int){1}, sizeof(int));
#endif
    }
    if (ends[0] >= 0 && ends[1] >= 0)
        return true;
    close(ends[0]);
    close(ends[1]);
    return false;
}

/* The variables that finding libraries, and sanitizers, need. */
static void small_environment(char **chosen, size_t room)
{
    static const char *const names[] = {
        "LD_LIBRARY_PATH=", "DYLD_LIBRARY_PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS="};
    size_t n = 0;
    for (char **variable = environ; *variable; variable++)
        for (size_t i = 0; i < sizeof names / sizeof *names && n + 1 < room; i++)
            if (strncmp(*variable, names[i], strlen(names[i])) == 0)
                chosen[n++] = *variable;
    chosen[n] = NULL;
}

int process_start(Process *process, const char *program, char *const *arguments, int memory)
{
    int ends[2];
    if (!socket_pair(ends))
        return errno;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    /* The memory first: it has the socket's number where this program was started without standard input. */
    posix_spawn_file_actions_adddup2(&actions, memory, HELPER_MEMORY);
    posix_spawn_file_actions_adddup2(&actions, ends[1], HELPER_SOCKET);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    /* A process group of its own: Ctrl-C is for this program, which ends the helper when it ends. */
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char *variables[8];
    small_environment(variables, sizeof variables / sizeof *variables);
    pid_t id;
    int problem = posix_spawn(&id, program, &actions, &attributes, arguments, variables);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (problem != 0)
        close(ends[0]);
    else
        *process = (Process){.id = id, .socket = ends[0], .started_by = getpid(), .core = -1};
    return problem;
}

void process_follow(Process *process)
{
#ifdef __linux__
    int core = sched_getcpu();
    if (core < 0 || core == process->core)
        return;
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(core, &here);
    sched_setaffinity(process->id, sizeof here, &here);
    process->core = core;
#else
    (void)process;
#endif
}

/* --- talking ---------------------------------------------------------------------------------------------
 */

bool process_say(const Process *process, const void *message, size_t n)
{
    ssize_t said;
    do
        said = send(process->socket, message, n, MSG_NOSIGNAL);
    while (said < 0 && errno == EINTR);
    return said == (ssize_t)n; /* messages are far smaller than a socket's buffer */
}

/* What is told to the socket once holds for all messages that come in one piece. */
static bool wait_at_most(Process *process, double seconds)
{
    if (process->patience == seconds)
        return true;
    long microseconds = (long)(1e6 * seconds) + 1; /* 0 would be for ever */
    struct timeval time = {microseconds / 1000000, microseconds % 1000000};
    process->patience = seconds;
    return setsockopt(process->socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0;
}

Hearing process_hear(Process *process, void *message, size_t n, double seconds)
{
    double end = clock_seconds() + seconds, left = seconds;
    size_t heard = 0;
    while (heard < n) {
        /* What is there already counts even if time is over: this process may have been stopped. */
        bool over = left <= 0;
        if (!over && !wait_at_most(process, left))
            return HEARD_THE_END;
        ssize_t more = recv(process->socket, (char *)message + heard, n - heard, over ? MSG_DONTWAIT : 0);
        bool nothing = more < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (nothing && over)
            return HEARD_NOTHING_IN_TIME;
        if (more == 0 || (more < 0 && !nothing && errno != EINTR))
            return HEARD_THE_END;
        heard += more > 0 ? (size_t)more : 0;
        left = end - clock_seconds();
    }
    return HEARD;
}

/* A copy of this process that fork made has the socket, but the helper is not its child. */
int process_end(Process *process)
{
    if (process->id == 0)
        return 0;
    int status = 0;
    close(process->socket);
    if (process->started_by == getpid()) {
        kill(process->id, SIGKILL);
        while (waitpid(process->id, &status, 0) < 0)
            if (errno != EINTR) {
                status = 0;
                break;
            }
    }
    *process = (Process){0};
    return status;
}

bool process_own_path(char *path, size_t size)
{
#ifdef __APPLE__
    uint32_t room = (uint32_t)size;
    return _NSGetExecutablePath(path, &room) == 0;
#else
    ssize_t n = readlink("/proc/self/exe", path, size - 1);
    if (n < 0)
        return false;
    path[n] = '\0';
    return true;
#endif
}
