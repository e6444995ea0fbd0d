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

void temp_folder_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_all(void *path)
{
    temp_folder_remove(path);
}

const char *temp_folder_kept(void)
{
    static char path[1000];
    const char *parent = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/learn-test.XXXXXX", parent ? parent : "/tmp");
    cr_assert(mkdtemp(path), "a folder in %s", parent ? parent : "/tmp");
    return path;
}

const char *temp_folder(void)
{
    char *path = scope_text("%s", temp_folder_kept());
    cr_assert(path, "no room for the name of a folder");
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
