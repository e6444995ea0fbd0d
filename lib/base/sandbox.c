/* Limits by setrlimit everywhere, and a filter of system calls, written as a program for the kernel's little
 * machine, on Linux. */
#include "base/sandbox.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/poison.h"

#if defined(__linux__) && !defined(POISON_ON)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif
#endif

static bool limit(int what, size_t most)
{
    return setrlimit(what, &(struct rlimit){most, most}) == 0;
}

static void close_all_from(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, ~0u, 0) == 0)
        return;
#endif
    struct rlimit files;
    int end = getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < 65536 ? (int)files.rlim_cur : 65536;
    for (int file = first; file < end; file++)
        close(file);
}

#ifdef MACHINE
#define DATA(field)     (uint32_t) offsetof(struct seccomp_data, field)
#define LOAD(field)     BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA(field))
#define SKIP_IF_NOT(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1)
#define KILL            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define ALLOW_CALL(nr)  SKIP_IF_NOT(nr), ALLOW
/* Memory may be had, but none that runs. The third argument of both calls holds the rights; its low half is
 * enough to look at, and both machines store that first. */
#define ALLOW_UNLESS_IT_RUNS(nr)                                    \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 4), LOAD(args[2]), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), KILL, ALLOW

static bool filter_calls(void)
{
    struct sock_filter steps[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
        KILL,
        LOAD(nr),
        ALLOW_CALL(SYS_read),
        ALLOW_CALL(SYS_write),
        ALLOW_CALL(SYS_brk),
        ALLOW_CALL(SYS_munmap),
        ALLOW_CALL(SYS_mremap),
        ALLOW_CALL(SYS_madvise),
        ALLOW_CALL(SYS_getrandom), /* malloc's first call */
        ALLOW_CALL(SYS_rt_sigreturn),
        ALLOW_CALL(SYS_exit),
        ALLOW_CALL(SYS_exit_group),
        ALLOW_UNLESS_IT_RUNS(SYS_mmap),
        ALLOW_UNLESS_IT_RUNS(SYS_mprotect),
        KILL,
    };
    struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
    /* A kernel without filters says EINVAL: then the limits have to do. */
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 || errno == EINVAL;
}

static bool forbid_calls(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           filter_calls();
}
#else
static bool forbid_calls(void)
{
    return true;
}
#endif

bool sandbox_enter(size_t most_memory, unsigned seconds)
{
    close_all_from(STDERR_FILENO + 1);
    bool limited = limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
                   limit(RLIMIT_NOFILE, STDERR_FILENO + 1);
#ifndef POISON_ON
    limited = limited && limit(RLIMIT_AS, most_memory);
#else
    (void)most_memory;
#endif
    return limited && forbid_calls();
}
