/* What the targets share. */
#include "tests/fuzz/targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/scope.h"

static char paths[2][64];

static void remove_files(void)
{
    for (int i = 0; i < 2; i++)
        if (paths[i][0])
            unlink(paths[i]);
}

void fuzz_promise(int holds, const char *promise)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s (%s)\n", promise, error_text());
    abort();
}

const char *fuzz_file(int number, const uint8_t *bytes, size_t n)
{
    char *path = paths[number];
    if (!path[0]) {
        snprintf(path, sizeof paths[number], "%s/fuzz-%ld-%d",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (long)getpid(), number);
        if (number == 0)
            atexit(remove_files);
    }
    FILE *file = fopen(path, "wb");
    fuzz_promise(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0, "the file can be written");
    return path;
}

void fuzz_end(int done)
{
    ErrorCode code = error_code();
    fuzz_promise(done || code != ERR_NONE, "who refuses says why");
    fuzz_promise(!done || code == ERR_NONE, "who answers has no error");
    fuzz_promise(code == ERR_NONE || code == ERR_FORMAT || code == ERR_FILE || code == ERR_SHAPE ||
                     code == ERR_VALUE,
                 "the error is of a reader's kind");
    error_clear();
    scope_end_all();
    pool_trim();
}
