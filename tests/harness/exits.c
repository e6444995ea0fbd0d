/* A program whose test passes but which leaves with an error: tools/check-harness wants a failure. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

static pid_t first;

static void leave(void)
{
    if (getpid() == first)
        _exit(3);
}

/* Runs in the program itself, before Criterion starts a process of its own for each test. */
__attribute__((constructor)) static void arrange_to_leave(void)
{
    first = getpid();
    atexit(leave);
}

Test(harness, passes)
{
    cr_assert(1 + 1 == 2);
}
