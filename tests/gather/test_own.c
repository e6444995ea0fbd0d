/* Gathering from folders of this machine, out of memory, and after a crash. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "tests/gather/bench.h"
#include "tests/support/temp_folder.h"

TestSuite(gather_own, .init = gather_begin, .fini = gather_end);
TestSuite(gather_lasting, .init = gather_begin_with_server, .fini = gather_end);

/* --- this machine ---------------------------------------------------------------------------- */

/* own/black/0.jpg ... and own/grizzly.txt */
static const char *own_folder(int n)
{
    for (int i = 0; i < n; i++) {
        Bytes file = jpeg(i, 160, 120, 80);
        temp_file(folder, scope_text("own/black/%d.jpg", i), file.bytes, file.n);
    }
    return file_join(folder, "own");
}

Test(gather_own, folders_need_no_network_and_no_contact)
{
    const char *from = own_folder(4);
    Bytes again = jpeg(2, 160, 120, 80);
    temp_file(folder, "own/teddy/x.jpg", again.bytes, again.n);
    temp_file(folder, "own/teddy/notes.doc", "hello", 5);
    GatherReport *report = gather_well((GatherOptions){.into = into, .from = from});
    cr_expect(eq(int, report->n_classes, 2));
    cr_expect(eq(int, report->n_downloaded, 4));
    cr_expect(eq(int, report->n_empty, 1), "what is a black bear is no teddy");
    cr_expect(eq(int, report->n_failed, 1));
    const Csv *csv = manifest("teddy");
    cr_expect(eq(int, strncmp(csv_cell(csv, 1, 9), "same file as black/own-", 23), 0), "%s",
              csv_cell(csv, 1, 9));
    report = gather_well((GatherOptions){.into = into, .from = from});
    cr_expect(report->n_downloaded == 0 && report->n_here == 4 && report->n_skipped == 2);
    cr_expect(eq(int, (int)file_list(file_join(from, "black"))->n, 4), "the photos are copied, not moved");

    cr_expect(eq(ptr, gather((GatherOptions){.into = from, .from = from}), NULL));
    cr_expect(ne(ptr, strstr(error_text(), "read from and written to"), NULL));
}

/* Names that differ in a line end only are two photos. */
Test(gather_own, names_that_look_alike)
{
    static const char *const names[] = {"own/bear/a b.jpg", "own/bear/a\nb.jpg", "own/bear/a\"'b.jpg",
                                        "own/bear/-rf.jpg", "own/bear/=1.jpg"};
    for (int i = 0; i < 5; i++) {
        Bytes file = jpeg(i, 160, 120, 80);
        temp_file(folder, names[i], file.bytes, file.n);
    }
    for (int again = 0; again < 2; again++) {
        GatherReport *report = gather_well((GatherOptions){.into = into, .from = file_join(folder, "own")});
        cr_expect(report->n_downloaded == (again ? 0 : 5) && report->n_failed + report->n_skipped == 0);
    }
    cr_expect(eq(i64, manifest("bear")->n_rows, 5));
}

Test(gather_own, survives_every_failed_allocation)
{
    char from[200], target[200];
    gather_well(
        (GatherOptions){.into = into, .from = own_folder(2)}); /* what is made once for a thread is there */
    scope_end_all();                                           /* the folder goes with it */
    pool_trim();
    int64_t start = mem_live();
    for (int i = 1;; i++) {
        folder = temp_folder();
        snprintf(from, sizeof from, "%s", own_folder(2));
        snprintf(target, sizeof target, "%s/photos", folder);
        mem_fail_after(i);
        GatherReport *report = gather((GatherOptions){.into = target, .from = from, .classes = "black"});
        mem_fail_after(0);
        cr_expect(report != NULL || error_code() == ERR_MEMORY, "allocation %d: %s", i, error_text());
        error_clear();
        GatherReport *again = gather((GatherOptions){.into = target, .from = from, .classes = "black"});
        cr_assert(again != NULL, "after allocation %d: %s", i, error_text());
        cr_expect(eq(int, again->n_downloaded + again->n_here, 2), "after allocation %d", i);
        bool good = report != NULL;
        scope_end_all();
        pool_trim();
        cr_assert(eq(i64, mem_live(), start), "allocation %d", i);
        if (good)
            break;
    }
}

/* Downloads too, at every fifth allocation. */
Test(gather_lasting, survives_failed_allocations_while_downloading)
{
    serve_photos(3, 0);
    GatherOptions options = options_for(list_of_photos(3), 3);
    for (int i = 1;; i += 5) {
        Scope scope = scope_begin();
        options.into = file_join(temp_folder(), "photos");
        mem_fail_after(i);
        bool good = gather(options) != NULL;
        mem_fail_after(0);
        cr_expect(good || error_code() == ERR_MEMORY, "allocation %d: %s", i, error_text());
        error_clear();
        const GatherReport *again = gather_well(options);
        cr_expect(eq(int, again->n_downloaded + again->n_here, 3), "after allocation %d", i);
        scope_end(scope);
        if (good)
            break;
    }
}

/* --- crashes --------------------------------------------------------------------------------- */

/* Gathers in a process of its own, killed as soon as the server has had so many requests in all. */
static void gather_and_kill(GatherOptions options, int at)
{
    pid_t child = fork();
    if (child == 0) {
        gather(options);
        _exit(0);
    }
    for (int waited = 0; fake_server_count("/photo") < at && waited < 2000; waited++)
        usleep(1000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

Test(gather_lasting, kill_9_loses_nothing)
{
    enum { N = 30 };
    serve_photos(N, 3);
    GatherOptions options = options_for(list_of_photos(N), N);
    for (int at = 3; at < 25; at += 4)
        gather_and_kill(options, at);
    int killed_at = n_photos("bear");
    FILE *file = fopen(scope_text("%s/bear/manifest.csv", into), "a");
    fputs("http://half,\"a li", file); /* as a power cut would leave it */
    fclose(file);

    GatherReport *report = gather_well(options);
    cr_expect(eq(int, report->n_downloaded + report->n_here, N));
    cr_expect(ge(int, report->n_here, killed_at - 1), "all but the photo whose line was still missing");
    cr_expect(eq(int, n_photos("bear"), N));
    const Csv *csv = manifest("bear");
    cr_expect(eq(i64, csv->n_rows, N), "a row for every photo, none twice");
    for (int i = 0; i < N; i++)
        cr_expect(
            eq(str, TEXT(cell(csv, at_server(scope_text("/photo/%03d.jpg", i)), "status")), "downloaded"));
    cr_expect(le(int, fake_server_count("/photo"), N + 6 * 16),
              "only what was on its way is asked for again");
}

/* With the mark of UTF-8 and CR LF, and one that is no text. */
Test(gather_lasting, lists_of_other_systems)
{
    serve_photos(2, 0);
    const char *first = at_server("/photo/000.jpg"), *second = at_server("/photo/001.jpg");
    const char *text = scope_text("\xef\xbb\xbf%s \r\n\r\n# more\r\n%s", first, second);
    const char *list = temp_file(folder, "lists/bear.txt", text, strlen(text));
    GatherReport *report = gather_well(options_for(list, 2));
    cr_expect(report->n_downloaded == 2 && report->n_failed == 0);
    temp_file(folder, "lists/bear.txt", "h\0t\0t\0p\0", 8);
    cr_expect(eq(ptr, gather(options_for(list, 3)), NULL));
    cr_expect(strstr(error_text(), "zero byte") && *error_advice(), "%s", error_text());
    error_clear();
}

/* A photo that is safe on the disk while its line is not: taken as it is, not downloaded again. */
Test(gather_lasting, a_photo_without_its_line_gets_one)
{
    serve_photos(2, 0);
    gather_well(options_for(list_of_photos(2), 2));
    const char *path = scope_text("%s/bear/manifest.csv", into);
    size_t n;
    const char *text = (const char *)file_read(path, 0, &n);
    const char *first = strchr(text, '\n') + 1;
    cr_assert(file_write(path, text, (size_t)(strchr(first, '\n') + 1 - text)));
    GatherReport *report = gather_well(options_for(list_of_photos(2), 2));
    cr_expect(eq(int, report->n_downloaded, 1));
    cr_expect(eq(int, fake_server_count("/"), 2));
    cr_expect(eq(i64, manifest("bear")->n_rows, 2));
}
