/* Every target on every file that was ever interesting, and on small changes of it. `make fuzz` finds more.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "base/scope.h"
#include "tests/fuzz/targets.h"

/* On memory of exactly this size, so that a sanitizer sees a byte too many. */
static void run(const FuzzTarget *target, const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n);
    if (n > 0)
        memcpy(exact, bytes, n);
    target->run(exact, n);
    free(exact);
    cr_assert(error_ok());
}

static void run_with_changes(const FuzzTarget *target, uint8_t *bytes, size_t n, Random *random)
{
    enum { CHANGES = 40 };
    run(target, bytes, n);
    for (int i = 0; i < CHANGES && n > 0; i++) {
        size_t at = random_u32(random) % n, end = i % 4 == 0 ? random_u32(random) % n : n;
        uint8_t kept = bytes[at];
        bytes[at] = (uint8_t)(i % 3 == 0 ? 0xff : i % 3 == 1 ? 0 : random_u32(random));
        run(target, bytes, end);
        bytes[at] = kept;
    }
}

Test(fuzz, replay)
{
    static const char *const folders[] = {"tests/fuzz/corpus", "tests/vision/files"};
    Random random;
    random_init(&random, 1);
    int files = 0;
    for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
        const FileList *list = file_list(folders[f]);
        cr_assert(list != NULL, "%s", error_text());
        for (int64_t i = 0; i < list->n; i++, files++) {
            Scope scope = scope_begin();
            size_t n;
            uint8_t *bytes = file_read(file_join(folders[f], list->names[i]), 0, &n);
            cr_assert(bytes != NULL, "%s", error_text());
            for (const FuzzTarget *target = fuzz_targets; target->name; target++)
                run_with_changes(target, bytes, n, &random);
            scope_end(scope);
        }
    }
    cr_assert(files > 20);
    scope_end_all();
}
