/* Scopes: order of destruction, nesting, recycling, and every allocation failing once. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"

/* The letters of the objects destroyed so far, in order. */
static char diary[64];

static void note(void *letter)
{
    strncat(diary, letter, 1);
}

Test(scope, destructors_run_newest_first)
{
    Scope scope = scope_begin();
    cr_assert(scope_defer(note, "a"));
    cr_assert(scope_defer(note, "b"));
    cr_assert(scope_defer(note, "c"));
    cr_expect(eq(str, diary, ""));
    scope_end(scope);
    cr_expect(eq(str, diary, "cba"));
}

Test(scope, closing_the_outer_closes_the_inner_ones_first)
{
    Scope base = scope_current();
    Scope outer = scope_begin();
    scope_defer(note, "a");
    Scope inner = scope_begin();
    scope_defer(note, "b");
    scope_begin();
    scope_defer(note, "c");
    scope_defer_in(outer, note, "d"); /* newest of outer, yet closed after the two inside it */
    scope_end(outer);
    cr_expect(eq(str, diary, "cbda"));
    cr_expect(eq(ptr, scope_current(), base));

    scope_end(inner);
    scope_end(outer);
    scope_end(NULL);
    cr_expect(eq(str, diary, "cbda"), "closing a closed scope did something");
    cr_expect(eq(ptr, scope_current(), base));
}

static void end_scope(void *scope)
{
    scope_end(scope);
}

Test(scope, a_detached_one_goes_when_its_owner_says_so)
{
    Scope outer = scope_begin();
    Scope apart = scope_begin();
    scope_defer(note, "a");
    const char *kept = scope_text("kept");
    scope_begin();
    scope_defer(note, "b");
    scope_detach(apart);
    cr_expect(eq(str, diary, "b"), "what was open inside it is closed");
    cr_expect(eq(ptr, scope_current(), outer));
    scope_detach(apart);
    scope_detach(NULL);
    cr_expect(eq(ptr, scope_current(), outer), "once is enough");

    Scope later = scope_begin();
    const char *ours = scope_text("ours");
    scope_defer(note, "c");
    cr_expect(eq(str, (char *)kept, "kept"));
    cr_expect_not_null(scope_alloc_in(apart, 16));
    scope_end(apart);
    cr_expect(eq(str, diary, "ba"));
    cr_expect(eq(str, (char *)ours, "ours"));
    cr_expect(eq(ptr, scope_current(), later));
    scope_end(apart);
    scope_end(later);

    apart = scope_begin(); /* and one that goes with the scope around it */
    scope_defer(note, "d");
    scope_detach(apart);
    scope_defer(end_scope, apart);
    scope_defer(note, "e");
    scope_end(outer);
    cr_expect(eq(str, diary, "baced"));
}

static void note_and_defer(void *letter)
{
    note(letter);
    scope_defer(note, "z");
}

Test(scope, a_destructor_may_defer_another)
{
    Scope scope = scope_begin();
    scope_defer(note, "a");
    scope_defer(note_and_defer, "b");
    scope_end(scope);
    cr_expect(eq(str, diary, "bza"));
}

Test(scope, memory_in_an_outer_scope_survives_the_inner)
{
    Scope outer = scope_begin();
    Scope inner = scope_begin();
    char *kept = scope_alloc_in(outer, 100);
    char *large = scope_alloc_in(outer, 100000);
    cr_assert(kept && large);
    memset(kept, 'k', 100);
    memset(large, 'l', 100000);
    scope_end(inner);

    Scope next = scope_begin(); /* would find the inner scope's memory, and overwrite what it should not */
    memset(scope_alloc(20000), 'x', 20000);
    memset(scope_alloc(200000), 'x', 200000);
    for (int i = 0; i < 100; i++)
        cr_assert(eq(chr, kept[i], 'k'));
    for (int i = 0; i < 100000; i++)
        cr_assert(eq(chr, large[i], 'l'));
    scope_end(next);
    scope_end(outer);
}

Test(scope, memory_is_zero_aligned_and_apart)
{
    enum { PIECES = 2000 };
    static unsigned char *pieces[PIECES];
    for (int round = 0; round < 2; round++) { /* the second round gets used memory */
        Scope scope = scope_begin();
        for (int i = 0; i < PIECES; i++) {
            size_t bytes = (size_t)(i * 37 % 301);
            pieces[i] = scope_alloc(bytes);
            cr_assert(ne(ptr, pieces[i], NULL));
            cr_assert(eq(sz, (uintptr_t)pieces[i] % 16, 0));
            for (size_t k = 0; k < bytes; k++)
                cr_assert(eq(u8, pieces[i][k], 0));
            memset(pieces[i], i % 255 + 1, bytes);
        }
        for (int i = 0; i < PIECES; i++)
            for (size_t k = 0; k < (size_t)(i * 37 % 301); k++)
                cr_assert(eq(u8, pieces[i][k], (uint8_t)(i % 255 + 1)));
        scope_end(scope);
    }
}

Test(scope, absurd_sizes_are_refused)
{
    cr_expect(eq(ptr, scope_alloc(SIZE_MAX), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    cr_expect(eq(ptr, scope_alloc_in(NULL, 8), NULL));
}

Test(scope, text_is_formatted)
{
    cr_expect(eq(str, scope_text("%s has %d legs", "a bear", 4), "a bear has 4 legs"));
    char *longer = scope_text("%0*d", 50000, 7);
    cr_expect(eq(sz, strlen(longer), 50000));
    cr_expect(eq(chr, longer[49999], '7'));
}

static void one_step(void)
{
    Scope step = scope_begin();
    for (int i = 0; i < 100; i++)
        scope_alloc(1000); /* several chunks */
    Scope inner = scope_begin();
    scope_text("layer %d", 3);
    scope_defer(note, "");
    scope_end(inner);
    scope_end(step);
}

Test(scope, no_malloc_from_the_second_time_on)
{
    one_step();
    int64_t before = mem_allocations();
    for (int i = 0; i < 1000; i++)
        one_step();
    cr_expect(eq(i64, mem_allocations(), before));
}

static int destroyed;

static void count(void *object)
{
    (void)object;
    destroyed++;
}

/* Two scopes with small and large blocks and a destructor each. Returns whether nothing failed; checks,
 * whatever failed, that the inner scope's end leaves the outer one alone. */
static bool scenario(void)
{
    destroyed = 0;
    Scope outer = scope_begin();
    char *kept = scope_alloc(100);
    if (kept)
        strcpy(kept, "still here");
    bool good = scope_defer(count, NULL);
    int before = destroyed;

    Scope inner = scope_begin();
    good = scope_alloc(100000) && good;
    good = scope_text("%0*d", 40000, 1) && good;
    good = scope_alloc_in(outer, 50000) && good;
    scope_end(inner);
    cr_expect(eq(int, destroyed, before), "closing a scope that failed to open closed the one around it");
    cr_expect(kept == NULL || strcmp(kept, "still here") == 0);

    scope_end(outer);
    scope_end_all();
    cr_expect(eq(int, destroyed, 1), "a destructor ran %d times", destroyed);
    return good && error_ok();
}

Test(scope, survives_every_failed_allocation)
{
    int64_t start = mem_live();
    int failures = 0;
    for (;; failures++) {
        mem_fail_after(failures + 1);
        bool good = scenario();
        mem_fail_after(0);
        cr_assert(eq(i64, mem_live(), start), "allocation %d failed and left memory behind", failures + 1);
        if (good)
            break;
        cr_expect(eq(int, error_code(), ERR_MEMORY));
        error_clear();
    }
    cr_expect(ge(int, failures, 6), "only %d allocations were tried", failures);
}

static void *works_in_its_own_thread(void *unused)
{
    (void)unused;
    one_step();
    scope_begin();
    void *memory = scope_alloc(100000);
    scope_end_all();
    return memory;
}

Test(scope, threads_have_their_own_and_give_everything_back)
{
    Scope mine = scope_begin();
    int64_t start = mem_live();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, works_in_its_own_thread, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    cr_expect(eq(i64, mem_live(), start));
    cr_expect(eq(ptr, scope_current(), mine));
    scope_end_all();
}
