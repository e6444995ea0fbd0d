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

typedef char Path[1000];

static void make(Path path)
{
    const char *parent = getenv("TMPDIR");
    snprintf(path, sizeof(Path), "%s/learn-test.XXXXXX", parent ? parent : "/tmp");
    cr_assert(mkdtemp(path), "a folder in %s", parent ? parent : "/tmp");
}

const char *temp_folder(void)
{
    Path made;
    make(made);
    char *path = scope_text("%s", made);
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

const char *test_folder;

void test_folder_make(void)
{
    static Path path;
    make(path);
    test_folder = path;
}

void test_folder_remove(void)
{
    nftw(test_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    scope_end_all();
}

char *in_folder(const char *name)
{
    return file_join(test_folder, name);
}
