/* What people and servers write never leaves its folder, its line, its header or its place in an address. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "data/csv.h"
#include "data/gather_manifest.h"
#include "data/gather_names.h"
#include "tests/support/temp_folder.h"

#define TEXT(text) ((char *)(text))

Test(names, folders_stay_where_they_are_put)
{
    static const char *const cases[][2] = {
        {"grizzly bear", "grizzly bear"},
        {"  teddy \n", "teddy"},
        {"../../etc", "_._.._etc"},
        {"/etc/passwd", "_etc_passwd"},
        {".hidden", "_hidden"},
        {"-rf", "_rf"},
        {"a\r\nHost: x", "a__Host_ x"},
        {"..", ""},
        {"", ""},
        {" / ", ""},
        {"\x1b[31mred", "__31mred"},
        {"a:b*?\"<>|\\", "a_b_______"},
        {"b\xc3\xa4r", "b\xc3\xa4r"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(eq(str, gather_names_folder(cases[i][0]), TEXT(cases[i][1])));
    char longer[300];
    memset(longer, 'x', sizeof longer);
    memcpy(longer + 99, "\xc3\xa4", 2); /* would be cut in two */
    longer[299] = '\0';
    cr_expect(eq(sz, strlen(gather_names_folder(longer)), 99));
}

Test(names, classes_are_taken_apart)
{
    int n = 0;
    GatherClass *classes = gather_names_classes("grizzly bear, black=Ursus americanus ,teddy", &n);
    cr_assert(eq(int, n, 3));
    cr_expect(eq(str, TEXT(classes[0].query), "grizzly bear"));
    cr_expect(eq(str, TEXT(classes[1].name), "black"));
    cr_expect(eq(str, TEXT(classes[1].query), "Ursus americanus"));
    cr_expect(eq(str, TEXT(classes[2].name), "teddy"));
    static const char *const wrong[] = {"", "a,,b", "a,..", "=x", "a=", "bear,Bear", "a/b,a:b"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect(eq(ptr, gather_names_classes(wrong[i], &n), NULL), "%s", wrong[i]);
        cr_expect(eq(int, error_code(), ERR_VALUE), "%s", wrong[i]);
        error_clear();
    }
}

Test(names, lines_addresses_and_html)
{
    cr_expect(eq(str, gather_names_encode("a b&c=d\r\n\xc3\xa4/?#"), "a%20b%26c%3Dd%0D%0A%C3%A4%2F%3F%23"));
    cr_expect(eq(str, gather_names_line("one\ntwo\r\x1b[2J\x7f", 100), "one two  [2J "));
    cr_expect(eq(str, gather_names_line("=HYPERLINK(1)", 100), "'=HYPERLINK(1)"));
    cr_expect(eq(str, gather_names_line("abcdef", 3), "abc"));
    cr_expect(eq(
        str, gather_names_from_html("<a href=\"//x\" title='>'>Jo  &amp;\n <b>Ann</b></a> &unknown; &lt;3"),
        "'>Jo & Ann &unknown; <3"));
    cr_expect(eq(str, gather_names_from_html("cut <off"), "cut"));
    cr_expect(
        eq(str, gather_names_file("commons", "http://a/b"), gather_names_file("commons", "http://a/b")));
    cr_expect(
        ne(str, gather_names_file("commons", "http://a/b"), gather_names_file("commons", "http://a/c")));
    cr_expect(eq(sz, strlen(gather_names_file("own", "x")), strlen("own-0123456789abcdef")));
}

static GatherRow row_with(const char *url, GatherStatus status)
{
    return (GatherRow){url,    "page, with \"quotes\"", "Jo\nAnn", "CC BY 4.0",      "own-1.jpg", 12345,
                       "0123", 0xfedcba9876543210,      status,    "why, \"oh\" why"};
}

static void begin(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0); /* where syncing, which is done after every row, takes no time */
}

TestSuite(manifest, .init = begin, .fini = scope_end_all);

Test(manifest, rows_come_back)
{
    const char *folder = temp_folder();
    Scope scope = scope_begin();
    GatherManifest *manifest = gather_manifest_open(folder);
    cr_assert(manifest != NULL, "%s", error_text());
    GatherRow failed = row_with("http://a/1,\"2\"", GATHER_FAILED),
              good = row_with("http://a/1,\"2\"", GATHER_DOWNLOADED);
    cr_expect(gather_manifest_add(manifest, &failed));
    cr_expect(gather_manifest_add(manifest, &good));
    cr_expect(eq(int, gather_manifest_find(manifest, "http://a/1,\"2\"")->status, GATHER_DOWNLOADED));

    cr_expect(eq(ptr, gather_manifest_open(folder), NULL), "two programs at once");
    cr_expect(eq(int, error_code(), ERR_STATE));
    error_clear();
    scope_end(scope);

    manifest = gather_manifest_open(folder);
    cr_assert(eq(int, gather_manifest_n(manifest), 2));
    const GatherRow *row = gather_manifest_find(manifest, "http://a/1,\"2\"");
    cr_expect(eq(str, TEXT(row->page), "page, with \"quotes\""));
    cr_expect(eq(str, TEXT(row->author), "Jo Ann"));
    cr_expect(eq(i64, row->size, 12345));
    cr_expect(eq(u64, row->look, 0xfedcba9876543210));
    cr_expect(eq(str, TEXT(row->reason), "why, \"oh\" why"));
    const Csv *csv = csv_read(temp_path(folder, "manifest.csv"));
    cr_expect(eq(int, csv->n_columns, 10));
    cr_expect(eq(i64, csv->n_rows, 2));
}

/* Every prefix of a manifest is what a crash may leave (every fifth is tried): no whole line may be lost, and
 * no half one may stay.
 */
Test(manifest, survives_being_cut_anywhere)
{
    const char *folder = temp_folder(), *path = temp_path(folder, "manifest.csv");
    Scope scope = scope_begin();
    GatherManifest *manifest = gather_manifest_open(folder);
    GatherRow first = row_with("http://a/1", GATHER_DOWNLOADED),
              second = row_with("http://a/2", GATHER_REFUSED);
    cr_assert(gather_manifest_add(manifest, &first) && gather_manifest_add(manifest, &second));
    scope_end(scope);
    size_t n;
    const char *whole = (const char *)file_read(path, 0, &n);
    size_t header = strcspn(whole, "\n") + 1,
           line = (n - header) / 2; /* both rows are of one length, but for "refused" */
    for (size_t cut = 0; cut <= n; cut += cut + 40 < n ? 5 : 1)
        for (int zeros = 0; zeros < 2; zeros++) {
            scope = scope_begin();
            char *text = scope_alloc(n + 20);
            memcpy(text, whole, cut);
            FILE *file = fopen(path, "wb");
            fwrite(text, 1, cut + (zeros ? 16 : 0), file);
            fclose(file);
            manifest = gather_manifest_open(folder);
            cr_assert(manifest != NULL, "cut to %zu of %zu: %s", cut, n, error_text());
            cr_expect(ge(int, gather_manifest_n(manifest), cut == n ? 2 : cut >= header + line + 3));
            GatherRow third = row_with("http://a/3", GATHER_FAILED);
            cr_expect(gather_manifest_add(manifest, &third));
            scope_end(scope);
            scope = scope_begin();
            manifest = gather_manifest_open(folder);
            cr_assert(manifest != NULL, "cut to %zu of %zu and gone on: %s", cut, n, error_text());
            cr_expect(ne(ptr, (void *)gather_manifest_find(manifest, "http://a/3"), NULL));
            scope_end(scope);
        }
}

Test(manifest, what_is_none_is_left_alone)
{
    const char *folder = temp_folder();
    static const char *const wrong[] = {
        "name,age\nJo,3\n",
        "url,page,author,licence,file,size,sha256,look,status,reason\na,,,,,1,,0,lost,\n",
        "url\n\"open\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Scope scope = scope_begin();
        const char *path = temp_file(folder, "manifest.csv", wrong[i], strlen(wrong[i]));
        cr_expect(eq(ptr, gather_manifest_open(folder), NULL), "%s", wrong[i]);
        cr_expect(eq(int, error_code(), ERR_FORMAT), "%s", wrong[i]);
        error_clear();
        size_t n;
        cr_expect(eq(str, (char *)file_read(path, 0, &n), TEXT(wrong[i])));
        scope_end(scope);
    }
    static const char zero[] = "url,page,author,licence,file,size,sha256,look,status,reason\na,,me,,,1\0,,0,"
                               "refused,\nb,,you,,,1,,0,refused,\n";
    const char *path = temp_file(folder, "manifest.csv", zero, sizeof zero - 1);
    cr_expect(eq(ptr, gather_manifest_open(folder), NULL));
    cr_expect(strstr(error_text(), "line 2: a zero byte") != NULL, "%s", error_text());
    error_clear();
    size_t n;
    cr_expect(file_read(path, 0, &n) && n == sizeof zero - 1, "no line is cut off");
    scope_end_all();
}

/* What a spreadsheet makes of it: a mark of UTF-8, CR LF, quotes around everything. */
Test(manifest, comes_back_from_a_spreadsheet)
{
    const char *folder = temp_folder();
    static const char saved[] =
        "\xef\xbb\xbf\"url\",\"page\",\"author\",\"licence\",\"file\",\"size\",\"sha256\",\"look\","
        "\"status\","
        "\"reason\"\r\n\"http://a/1\",\"\",\"J\xc3\xb6\",\"\",\"\",\"1\",\"\",\"0\",\"refused\",\"is, "
        "\"\"odd\"\"\"\r\n";
    temp_file(folder, "manifest.csv", saved, sizeof saved - 1);
    for (int again = 0; again < 2; again++) {
        Scope scope = scope_begin();
        GatherManifest *manifest = gather_manifest_open(folder);
        cr_assert(manifest != NULL, "%s", error_text());
        cr_assert(eq(int, gather_manifest_n(manifest), 1 + again));
        cr_expect(eq(str, TEXT(gather_manifest_row(manifest, 0)->reason), "is, \"odd\""));
        GatherRow row = row_with("http://a/2", GATHER_FAILED);
        cr_expect(gather_manifest_add(manifest, &row));
        scope_end(scope);
    }
    scope_end_all();
}
