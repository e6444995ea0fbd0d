/* Folders for tests. */
#include "tests/support/temp_folder.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scope.h"

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

static void remove_all(void *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *temp_folder(void)
{
    const char *parent = getenv("TMPDIR");
    char *path = scope_text("%s/learn-test.XXXXXX", parent ? parent : "/tmp");
    cr_assert(path && mkdtemp(path), "a folder in %s", parent ? parent : "/tmp");
    scope_defer(remove_all, path);
    return path;
}

const char *temp_path(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    cr_assert(file_make_folder(path), "%s", path);
    *slash = '/';
    return path;
}

const char *temp_file(const char *folder, const char *name, const void *bytes, size_t n)
{
    const char *path = temp_path(folder, name);
    cr_assert(file_write(path, bytes, n), "%s", path);
    return path;
}
