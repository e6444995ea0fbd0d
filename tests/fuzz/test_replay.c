/* The files that were once found to matter, fed to their readers again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "tests/fuzz/targets.h"

/* On memory of exactly this size, so that a sanitizer sees a byte too many. */
static void run(FuzzTarget *target, const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n > 0 ? n : 1);
    memcpy(exact, bytes, n);
    target(exact, n);
    free(exact);
}

/* Each file of a folder whole, without its last byte, and with one bit changed here and there. */
static void replay_folder(const char *folder, FuzzTarget *target)
{
    int64_t n_files = 1;
    for (int64_t i = 0; i < n_files; i++) {
        size_t n;
        const FileList *list = file_list(folder);
        cr_assert(list && list->n > 0, "%s", error_text());
        n_files = list->n;
        const uint8_t *bytes = file_read(file_join(folder, list->names[i]), 0, &n);
        cr_assert(bytes != NULL, "%s", error_text());
        uint8_t *copy = malloc(n + 1);
        memcpy(copy, bytes, n);
        run(target, copy, n);
        for (size_t k = 0; k < 40 && n > 0; k++) {
            size_t at = k * 2654435761u % n;
            copy[at] ^= (uint8_t)(1u << k % 8);
            run(target, copy, n - k % 2);
            copy[at] ^= (uint8_t)(1u << k % 8);
        }
        free(copy);
    }
    cr_assert(error_ok() && mem_live() == 0, "%lld blocks left", (long long)mem_live());
}

static void replay(const char *name, FuzzTarget *target)
{
    char folder[100];
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name);
    replay_folder(folder, target);
}

Test(replay, csv)
{
    replay("csv", fuzz_csv);
}

Test(replay, form)
{
    replay("form", fuzz_form);
}

Test(replay, idx)
{
    replay("idx", fuzz_idx);
}

Test(replay, manifest)
{
    replay("manifest", fuzz_manifest);
}

Test(replay, safetensors)
{
    replay("safetensors", fuzz_safetensors);
}

Test(replay, search)
{
    replay("search", fuzz_search);
}

Test(replay, pictures)
{
    FuzzTarget *targets[] = {fuzz_sniff, fuzz_exif, fuzz_decode};
    for (int i = 0; i < 3; i++) {
        replay("pictures", targets[i]);
        replay_folder("tests/vision/files", targets[i]);
    }
}
