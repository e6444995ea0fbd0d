/* The counted allocator: what it hands out, what it counts, and failing on purpose. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

Test(memory, is_zero_and_aligned)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 4096, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned char *memory = mem_alloc(sizes[i]);
        cr_assert(ne(ptr, memory, NULL));
        cr_expect(eq(sz, (uintptr_t)memory % 64, 0));
        for (size_t k = 0; k < sizes[i]; k++)
            cr_assert(eq(u8, memory[k], 0));
        memset(memory, 0xff, sizes[i]);
        mem_free(memory);
    }
}

Test(memory, is_counted)
{
    int64_t calls = mem_allocations(), live = mem_live();
    void *a = mem_alloc(10);
    void *b = mem_alloc(10);
    cr_expect(eq(i64, mem_allocations(), calls + 2));
    cr_expect(eq(i64, mem_live(), live + 2));
    mem_free(a);
    mem_free(NULL);
    mem_free(b);
    cr_expect(eq(i64, mem_allocations(), calls + 2));
    cr_expect(eq(i64, mem_live(), live));
}

Test(memory, resize_keeps_what_fits_and_clears_the_rest)
{
    char *memory = mem_resize(NULL, 0, 6);
    strcpy(memory, "bears");
    memory = mem_resize(memory, 6, 1000);
    cr_expect(eq(str, memory, "bears"));
    for (int i = 6; i < 1000; i++)
        cr_assert(eq(chr, memory[i], '\0'));

    int64_t live = mem_live();
    mem_fail_after(1);
    cr_expect(eq(ptr, mem_resize(memory, 1000, 2000), NULL));
    cr_expect(eq(str, memory, "bears"), "a failed resize touched the old block");
    cr_expect(eq(i64, mem_live(), live));

    memory = mem_resize(memory, 1000, 3);
    cr_expect(eq(int, memcmp(memory, "bea", 3), 0));
    mem_free(memory);
}

Test(memory, text_is_copied)
{
    char original[] = "grizzly";
    char *copy = mem_text(original);
    original[0] = 'X';
    cr_expect(eq(str, copy, "grizzly"));
    mem_free(copy);
    cr_expect(eq(ptr, mem_text(NULL), NULL));
    cr_expect(error_ok());
}

Test(memory, absurd_sizes_are_refused)
{
    cr_expect(eq(ptr, mem_alloc(SIZE_MAX), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
}

Test(memory, the_nth_allocation_fails_once)
{
    for (int n = 1; n <= 5; n++) {
        mem_fail_after(n);
        for (int i = 1; i <= 10; i++) {
            void *memory = mem_alloc(100);
            cr_expect(eq(int, memory == NULL, i == n), "fail after %d, allocation %d", n, i);
            cr_expect(eq(int, error_code(), i == n ? ERR_MEMORY : ERR_NONE));
            error_clear();
            mem_free(memory);
        }
    }
    mem_fail_after(1);
    mem_fail_after(0);
    void *memory = mem_alloc(1);
    cr_expect(ne(ptr, memory, NULL));
    mem_free(memory);
}

static void *allocates_often(void *failures)
{
    for (int i = 0; i < 10000; i++) {
        void *memory = mem_alloc(64);
        *(int *)failures += memory == NULL;
        mem_free(memory);
    }
    return NULL;
}

Test(memory, counts_over_all_threads)
{
    int64_t calls = mem_allocations(), live = mem_live();
    pthread_t threads[4];
    int failures[4] = {0};
    mem_fail_after(20000);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, allocates_often, &failures[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    cr_expect(eq(int, failures[0] + failures[1] + failures[2] + failures[3], 1));
    cr_expect(eq(i64, mem_allocations(), calls + 40000 - 1));
    cr_expect(eq(i64, mem_live(), live));
}
