/* Files: half a file is never seen, failures leave nothing behind, listings are in order. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"

#define TEXT(text) ((char *)(text))

TestSuite(file, .init = test_folder_make, .fini = test_folder_remove);

/* All entries of test_folder, hidden ones too. */
static int entries(void)
{
    DIR *open_folder = opendir(test_folder);
    int n = -2; /* . and .. */
    while (readdir(open_folder))
        n++;
    closedir(open_folder);
    return n;
}

static char *contents(const char *path)
{
    size_t n_bytes;
    return TEXT(file_read(path, 0, &n_bytes));
}

static bool error_says(const char *part)
{
    return strstr(error_text(), part) != NULL;
}

Test(file, what_is_written_is_read)
{
    char *path = in_folder("a.bin");
    uint8_t bytes[] = {1, 0, 255, '\n', '\r', 26, 0};
    cr_assert(file_write(path, bytes, sizeof bytes));
    size_t n_bytes = 0;
    uint8_t *back = file_read(path, 0, &n_bytes);
    cr_assert(eq(sz, n_bytes, sizeof bytes));
    cr_expect(eq(int, memcmp(back, bytes, sizeof bytes), 0));
    cr_expect(eq(u8, back[n_bytes], 0));

    cr_expect(file_write(path, NULL, 0));
    cr_expect(ne(ptr, file_read(path, 0, &n_bytes), NULL));
    cr_expect(eq(sz, n_bytes, 0));
    cr_expect(eq(int, entries(), 1));
    cr_expect(error_ok());
}

Test(file, the_old_contents_stay_until_commit)
{
    char *path = in_folder("model");
    cr_assert(file_write(path, "old", 3));
    FileWriter *writer = file_create(path);
    cr_assert(ne(ptr, writer, NULL));
    fputs("new", file_stream(writer));
    fflush(file_stream(writer));
    cr_expect(eq(int, entries(), 2), "the temporary file is beside the real one");
    cr_expect(eq(i64, file_list(test_folder)->n, 1), "and hidden");
    cr_expect(eq(str, contents(path), "old"));
    cr_expect(file_commit(writer));
    cr_expect(eq(str, contents(path), "new"));
    cr_expect(eq(int, entries(), 1));

    cr_expect(eq(ptr, file_stream(writer), NULL));
    cr_expect(not(file_commit(writer)));
    file_discard(writer);
    cr_expect(eq(str, contents(path), "new"), "a discard after the commit undid it");
    cr_expect(error_ok());
}

Test(file, without_commit_nothing_has_happened)
{
    char *path = in_folder("model");
    cr_assert(file_write(path, "old", 3));
    FileWriter *writer = file_create(path);
    fputs("discarded", file_stream(writer));
    file_discard(writer);
    cr_expect(eq(int, entries(), 1));
    cr_expect(eq(ptr, file_stream(writer), NULL));

    Scope scope = scope_begin();
    writer = file_create(path);
    fputs("forgotten", file_stream(writer));
    FileWriter *other = file_create(path);
    fputs("so is this", file_stream(other));
    cr_expect(eq(int, entries(), 3));
    scope_end(scope);
    cr_expect(eq(int, entries(), 1));
    cr_expect(eq(str, contents(path), "old"));
}

/* Sends what a writer writes to a disk that is always full. */
static void fill_disk(FileWriter *writer)
{
    int full = open("/dev/full", O_WRONLY);
    if (full < 0)
        cr_skip_test("this system has no /dev/full");
    dup2(full, fileno(file_stream(writer)));
    close(full);
}

Test(file, a_full_disk_keeps_the_old_contents)
{
    char *path = in_folder("model");
    cr_assert(file_write(path, "old", 3));
    FileWriter *writer = file_create(path);
    fill_disk(writer);
    fputs("short enough to fail in the last flush only", file_stream(writer));
    cr_expect(not(file_commit(writer)));
    cr_expect(eq(int, error_code(), ERR_FILE));
    cr_expect(error_says("No space left"), "%s", error_text());
    cr_expect(ne(ptr, strstr(error_advice(), "free some space"), NULL));
    error_clear();

    writer = file_create(path);
    fill_disk(writer);
    for (int i = 0; i < 100000; i++)
        fputs("0123456789", file_stream(writer));
    cr_expect(not(file_commit(writer)), "a write failed long before the commit");
    cr_expect(error_says("earlier write"), "%s", error_text());
    cr_expect(eq(str, contents(path), "old"));
    cr_expect(eq(int, entries(), 1));
}

/* Over two links, one of them relative, to a file that is not there yet. */
Test(file, a_link_is_written_where_it_leads)
{
    cr_assert(file_make_folder(in_folder("disk")) && file_make_folder(in_folder("here")));
    cr_assert(symlink("../here/second", in_folder("here/model")) == 0);
    cr_assert(symlink(in_folder("disk/model"), in_folder("here/second")) == 0);
    for (int i = 0; i < 2; i++) {
        cr_expect(file_write(in_folder("here/model"), i ? "again" : "first", 5), "%s", error_text());
        cr_expect(eq(str, contents(in_folder("disk/model")), i ? "again" : "first"));
        cr_expect(eq(i64, file_list(in_folder("disk"))->n, 1));
    }
    struct stat about;
    cr_expect(lstat(in_folder("here/model"), &about) == 0 && S_ISLNK(about.st_mode));

    cr_assert(symlink("circle", in_folder("circle")) == 0);
    cr_expect(not(file_write(in_folder("circle"), "x", 1)));
    cr_expect(error_says("is a link that leads in a circle"), "%s", error_text());
    error_clear();
    cr_assert(mkfifo(in_folder("pipe"), 0666) == 0);
    cr_expect(not(file_write(in_folder("pipe"), "x", 1)));
    cr_expect(error_says("pipe': is a folder or a device"), "%s", error_text());
    error_clear();
}

Test(file, mistakes_are_explained)
{
    size_t n_bytes;
    cr_expect(eq(ptr, file_read(in_folder("missing.csv"), 0, &n_bytes), NULL));
    cr_expect(eq(int, error_code(), ERR_FILE));
    cr_expect(error_says("missing.csv: cannot open: No such file"), "%s", error_text());
    cr_expect(ne(str, TEXT(error_advice()), ""));
    error_clear();

    cr_expect(eq(ptr, file_read(test_folder, 0, &n_bytes), NULL));
    cr_expect(error_says("is a folder"), "%s", error_text());
    error_clear();

    cr_expect(eq(ptr, file_read("/dev/zero", 0, &n_bytes), NULL));
    cr_expect(error_says("device"), "%s", error_text());
    error_clear();

    cr_expect(eq(ptr, file_create(in_folder("no/such/model")), NULL));
    cr_expect(error_says("there is no folder"), "%s", error_text());
    cr_expect(ne(ptr, strstr(error_advice(), "mkdir -p"), NULL));
    error_clear();

    cr_expect(eq(ptr, file_create(test_folder), NULL));
    cr_expect(error_says("is a folder"), "%s", error_text());
    error_clear();
    cr_expect(eq(ptr, file_create(in_folder("new/")), NULL));
    cr_expect(error_says("names no file"), "%s", error_text());
    error_clear();

    cr_expect(eq(ptr, file_list(in_folder("missing")), NULL));
    cr_expect(error_says("file_list: "), "%s", error_text());
    cr_expect(error_says("No such file"), "%s", error_text());
    cr_expect(eq(int, entries(), 0));
}

Test(file, nothing_given_nothing_said)
{
    size_t n_bytes;
    cr_expect(eq(ptr, file_read(NULL, 0, &n_bytes), NULL));
    cr_expect(eq(ptr, file_create(NULL), NULL));
    cr_expect(eq(ptr, file_stream(NULL), NULL));
    cr_expect(not(file_commit(NULL)));
    file_discard(NULL);
    cr_expect(not(file_write(NULL, "x", 1)));
    cr_expect(eq(ptr, file_list(NULL), NULL));
    cr_expect(not(file_exists(NULL)));
    cr_expect(not(file_make_folder(NULL)));
    cr_expect(eq(ptr, file_join(test_folder, NULL), NULL));
    cr_expect(eq(str, TEXT(file_extension(NULL)), ""));
    cr_expect(error_ok());
}

Test(file, sizes_beyond_32_bits)
{
    char *path = in_folder("huge");
    cr_assert(file_write(path, "x", 1));
    cr_assert(eq(int, truncate(path, 5000000000), 0)); /* a hole: takes no room on the disk */
    size_t n_bytes;
    cr_expect(eq(ptr, file_read(path, 1000, &n_bytes), NULL));
    cr_expect(error_says("5000000000 bytes, more than the 1000 allowed"), "%s", error_text());
    error_clear();
    cr_assert(eq(int, truncate(path, 1000), 0));
    cr_expect(ne(ptr, file_read(path, 1000, &n_bytes), NULL));
    cr_expect(eq(sz, n_bytes, 1000));
}

Test(file, long_names_and_names_without_a_folder)
{
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    cr_expect(file_write(in_folder(name), "long", 4), "%s", error_text());
    cr_expect(eq(str, contents(in_folder(name)), "long"));

    cr_assert(eq(int, chdir(test_folder), 0));
    cr_expect(file_write("plain", "here", 4), "%s", error_text());
    cr_expect(eq(str, contents("plain"), "here"));
    cr_expect(eq(int, entries(), 2));
}

Test(file, lists_are_sorted_and_follow_links)
{
    cr_assert(file_make_folder(in_folder("pictures/b folder")));
    static const char *const files[] = {"b.jpg", "B.jpg", "\xc3\xa4.jpg", "a10.jpg", "a2.jpg", ".hidden"};
    for (int i = 0; i < 6; i++)
        cr_assert(file_write(file_join(in_folder("pictures"), files[i]), "", 0));
    cr_assert(eq(int, symlink("b.jpg", in_folder("pictures/link.jpg")), 0));
    cr_assert(eq(int, symlink("b folder", in_folder("pictures/a folder")), 0));
    cr_assert(eq(int, symlink("nowhere", in_folder("pictures/broken.jpg")), 0));
    cr_assert(eq(int, mkfifo(in_folder("pictures/pipe"), 0600), 0));

    static const char *const expected[] = {"B.jpg", "a10.jpg", "a2.jpg", "b.jpg", "link.jpg", "\xc3\xa4.jpg"};
    FileList *list = file_list(in_folder("pictures"));
    cr_assert(eq(i64, list->n, 6));
    for (int i = 0; i < 6; i++)
        cr_expect(eq(str, list->names[i], TEXT(expected[i])));

    FileList *folders = file_folders(in_folder("pictures/")); /* a slash at the end does no harm */
    cr_assert(eq(i64, folders->n, 2));
    cr_expect(eq(str, folders->names[0], "a folder"));
    cr_expect(eq(str, folders->names[1], "b folder"));
    cr_expect(eq(i64, file_list(in_folder("pictures/b folder"))->n, 0));
}

Test(file, folders_are_made_with_their_parents)
{
    cr_expect(file_make_folder(in_folder("a//b/c/")));
    cr_expect(file_is_folder(in_folder("a/b/c")));
    cr_expect(not(file_exists(in_folder("a/b/c"))));
    cr_expect(file_make_folder(in_folder("a/b")), "it is there already");
    cr_assert(file_write(in_folder("file"), "", 0));
    cr_expect(file_exists(in_folder("file")));
    cr_expect(not(file_is_folder(in_folder("file"))));
    cr_expect(error_ok());
    cr_expect(not(file_make_folder(in_folder("file/below"))));
    cr_expect(eq(int, error_code(), ERR_FILE));
    cr_expect(ne(ptr, strstr(error_advice(), "in the way"), NULL), "%s", error_text());
    error_clear();
    cr_expect(not(file_make_folder(in_folder("file"))));
    cr_expect(ne(ptr, strstr(error_advice(), "in the way"), NULL), "%s", error_text());
}

Test(file, parts_of_paths)
{
    cr_expect(eq(str, file_join("a", "b"), "a/b"));
    cr_expect(eq(str, file_join("a/", "b"), "a/b"));
    cr_expect(eq(str, file_join("", "b"), "b"));
    cr_expect(eq(str, file_join("/", "b"), "/b"));
    cr_expect(eq(str, TEXT(file_extension("a/b.jpg")), "jpg"));
    cr_expect(eq(str, TEXT(file_extension("a.tar.GZ")), "GZ"));
    cr_expect(eq(str, TEXT(file_extension("a.b/c")), ""));
    cr_expect(eq(str, TEXT(file_extension("a/.hidden")), ""));
    cr_expect(eq(str, TEXT(file_extension("a.")), ""));
    static const char *const stems[][2] = {{"a/b.jpg", "a/b"},
                                           {"a.tar.GZ", "a.tar"},
                                           {"a.b/c", "a.b/c"},
                                           {"a/.hidden", "a/.hidden"},
                                           {"a.", "a."}};
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        cr_expect(eq(str, TEXT(file_stem(stems[i][0])), TEXT(stems[i][1])));
    cr_expect_null(file_stem(NULL));
}

static void *writes_often(void *letter)
{
    char bytes[20000];
    memset(bytes, *(char *)letter, sizeof bytes);
    bool good = true;
    for (int i = 0; i < 5; i++)
        good = file_write(in_folder("shared"), bytes, sizeof bytes) && good;
    scope_end_all();
    return good ? letter : NULL;
}

Test(file, writers_of_one_file_do_not_mix)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, writes_often, TEXT("abc") + i);
    void *good;
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], &good);
        cr_expect(ne(ptr, good, NULL));
    }
    char *bytes = contents(in_folder("shared"));
    cr_assert(eq(sz, strlen(bytes), 20000));
    cr_expect(eq(sz, strspn(bytes, (char[]){bytes[0], '\0'}), 20000));
    cr_expect(eq(int, entries(), 1));
}

/* Writes, lists and reads; true if nothing failed. */
static bool scenario(const char *path, const char *text)
{
    Scope scope = scope_begin();
    size_t n_bytes;
    bool good = file_write(path, text, strlen(text));
    good = good && file_make_folder(test_folder);
    FileList *list = file_list(test_folder);
    uint8_t *bytes = file_read(path, 0, &n_bytes);
    good = good && list && list->n == 1 && bytes && n_bytes == strlen(text);
    scope_end(scope);
    scope_end_all();
    return good && error_ok();
}

Test(file, survives_every_failed_allocation)
{
    static char path[100];
    snprintf(path, sizeof path, "%s/model", test_folder);
    scope_end_all();
    int64_t start = mem_live();
    int failures = 0;
    for (;; failures++) {
        cr_assert(file_write(path, "old", 3));
        scope_end_all();
        mem_fail_after(failures + 1);
        bool good = scenario(path, "new text");
        mem_fail_after(0);
        error_clear();
        cr_assert(eq(i64, mem_live(), start), "allocation %d failed and left memory behind", failures + 1);
        cr_assert(eq(int, entries(), 1), "allocation %d failed and left a file behind", failures + 1);
        char *found = contents(path);
        cr_assert(ne(ptr, found, NULL));
        bool whole = strcmp(found, "old") == 0 || strcmp(found, "new text") == 0;
        cr_expect(whole, "allocation %d failed and left '%s'", failures + 1, found);
        scope_end_all();
        if (good)
            break;
    }
    cr_expect(ge(int, failures, 3), "only %d allocations were tried", failures);
}
