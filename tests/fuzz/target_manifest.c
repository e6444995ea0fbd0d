/* Manifests as crashes, editors and strangers leave them: opened or refused, and whole after a line was
 * added. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scope.h"
#include "data/gather_manifest.h"
#include "tests/fuzz/targets.h"

static char folder[64];

static void remove_folder(void)
{
    unlink(file_join(folder, "manifest.csv"));
    rmdir(folder);
}

void fuzz_manifest(const uint8_t *bytes, size_t n)
{
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "%s/fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        fuzz_promise(mkdtemp(folder) && atexit(remove_folder) == 0, "a folder");
    }
    FILE *file = fopen(file_join(folder, "manifest.csv"), "wb");
    fuzz_promise(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0, "the file can be written");
    GatherManifest *manifest = gather_manifest_open(folder);
    if (manifest) {
        int rows = gather_manifest_n(manifest);
        GatherRow row = {"http://a", "", "\"a\",\n", "", "", 1, "", 1, GATHER_FAILED, "new"};
        fuzz_promise(gather_manifest_add(manifest, &row), "a row can be added");
        scope_end_all();
        manifest = gather_manifest_open(folder);
        fuzz_promise(manifest && gather_manifest_n(manifest) == rows + 1,
                     "all rows are there, and the new one");
    }
    fuzz_end(manifest != NULL);
}
