/* The error rule: only the first error of a thread is kept, with at most one hint. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/program.h"

#define TEXT(text) ((char *)(text))

Test(error, nothing_is_kept_at_first)
{
    cr_expect(error_ok());
    cr_expect(eq(int, error_code(), ERR_NONE));
    cr_expect(eq(str, TEXT(error_text()), ""));
    cr_expect(eq(str, TEXT(error_advice()), ""));
    error_hint("a hint without an error");
    cr_expect(eq(str, TEXT(error_advice()), ""));
}

Test(error, a_chain_keeps_the_first_error_only)
{
    cr_expect(eq(ptr, error_set(ERR_SHAPE, "matmul: (%d,%d) x (%d,%d)", 2, 3, 4, 5), NULL));
    error_hint("transpose the %s", "second");
    error_set(ERR_FILE, "model_load: gave up");
    error_hint("hint of the second error");
    cr_expect(not(error_ok()));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    cr_expect(eq(str, TEXT(error_text()), "matmul: (2,3) x (4,5)"));
    cr_expect(eq(str, TEXT(error_advice()), "transpose the second"));
}

Test(error, a_hint_belongs_to_the_error_just_set)
{
    error_set(ERR_VALUE, "first, without a hint");
    error_set(ERR_VALUE, "second");
    error_hint("hint of the second");
    cr_expect(eq(str, TEXT(error_advice()), ""), "the first error got the hint of the second");

    error_clear();
    error_set(ERR_VALUE, "first");
    error_hint("nearest to the cause");
    error_hint("from further up");
    cr_expect(eq(str, TEXT(error_advice()), "nearest to the cause"));
}

Test(error, clear_makes_room_for_the_next)
{
    error_set(ERR_MEMORY, "old");
    error_hint("old hint");
    error_clear();
    cr_expect(error_ok());
    error_hint("too late");
    cr_expect(eq(str, TEXT(error_advice()), ""));
    error_set(ERR_FORMAT, "new");
    cr_expect(eq(str, TEXT(error_text()), "new"));
    cr_expect(eq(str, TEXT(error_advice()), ""));
}

Test(error, texts_too_long_are_cut)
{
    char longer[3 * ERROR_TEXT_SIZE];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    error_set(ERR_FILE, "%s", longer);
    error_hint("%s", longer);
    cr_expect(eq(sz, strlen(error_text()), ERROR_TEXT_SIZE - 1));
    cr_expect(eq(sz, strlen(error_advice()), ERROR_TEXT_SIZE - 1));
}

static void *fails_in_its_own_thread(void *out)
{
    bool clean = error_ok();
    error_set(ERR_FORMAT, "worker: bad picture %d", 17);
    error_hint("delete it");
    bool taken = error_take(out);
    return clean && taken && error_ok() ? out : NULL;
}

Test(error, moves_from_thread_to_thread)
{
    error_set(ERR_STATE, "main's own");
    Error carried;
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, fails_in_its_own_thread, &carried);
    pthread_join(thread, &result);
    cr_assert(ne(ptr, result, NULL), "the worker saw another thread's error, or lost its own");
    cr_expect(eq(str, TEXT(error_text()), "main's own"));

    error_put(&carried);
    cr_expect(eq(str, TEXT(error_text()), "main's own"), "error_put replaced the first error");
    error_clear();
    error_put(&carried);
    error_hint("a second hint");
    cr_expect(eq(int, error_code(), ERR_FORMAT));
    cr_expect(eq(str, TEXT(error_text()), "worker: bad picture 17"));
    cr_expect(eq(str, TEXT(error_advice()), "delete it"));

    cr_expect(error_take(&carried));
    cr_expect(not(error_take(&carried)));
    cr_expect(eq(int, carried.code, ERR_NONE));
}

Test(error, trap_stops_at_the_first_error, .signal = SIGTRAP)
{
    setenv("ERROR_TRAP", "1", 1);
    error_set(ERR_VALUE, "here");
}

Test(program, ends_with_the_first_error)
{
    cr_expect(eq(int, finish("all well"), 0));
    error_set(ERR_INTERRUPTED, "stopped");
    cr_expect(eq(int, finish("stopped"), 130));
    /* What a program has to say is lost: its exit status says so. */
    if (!freopen("/dev/full", "w", stdout))
        cr_skip_test("this system has no /dev/full");
    printf("the answer\n");
    cr_expect(eq(int, finish("full disk"), 1));
    error_set(ERR_INTERRUPTED, "stopped");
    cr_expect(eq(int, finish("stopped"), 130), "the first error counts");
}
