/* Gathering photos from servers that behave in every way servers do. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "tests/gather/bench.h"
#include "tests/support/blobs.h"
#include "tests/support/temp_folder.h"

TestSuite(gather, .init = gather_begin_with_server, .fini = gather_end);

/* --- what servers do ------------------------------------------------------------------------- */

enum { BIG = 21000000 };

typedef struct Case {
    const char *path, *status, *reason;
    int asked, asked_again; /* requests of the first run, of the second */
} Case;

static const Case cases[] = {
    {"/photo/000.jpg", "downloaded", "", 1, 0},
    {"/png", "downloaded", "", 1, 0},
    {"/forbidden", "refused", "HTTP 403", 1, 0},
    {"/missing", "refused", "HTTP 404", 1, 0},
    {"/busy", "downloaded", "", 2, 0},
    {"/unavailable", "downloaded", "", 3, 0},
    {"/never", "failed", "HTTP 503", 3, 3},
    {"/broken", "failed", "broken off", 3, 3},
    {"/reset", "failed", "broken off", 3, 3},
    {"/talk", "failed", "the answer is no HTTP", 3, 3},
    {"/cut", "refused", "is truncated: the end of the picture is missing", 1, 0},
    {"/html", "refused", "is an HTML page, not a picture", 1, 0},
    {"/empty", "refused", "is empty", 1, 0},
    {"/big", "refused", "too large", 1, 0},
    {"/unending", "refused", "too large", 1, 0},
    {"/circle", "refused", "too many redirects", 6, 0},
    {"/to-file", "refused", "no http or https address", 1, 0},
    {"/moved", "downloaded", "", 1, 0},
    {"/same", "duplicate", "same file as", 1, 0},
    {"/copy", "duplicate", "copy of", 1, 0},
    {"/pixel", "refused", "is smaller than 64 pixels", 1, 0},
    {"file:///etc/passwd", "refused", "no http or https address", 0, 0},
    {"http://user:pass@127.0.0.1/", "refused", "no http or https address", 0, 0},
    {"http:///nowhere", "refused", "no http or https address", 0, 0},
};
enum { N_CASES = sizeof cases / sizeof *cases };

static void serve_cases(void)
{
    serve_photos(8, 0);
    Bytes file = jpeg(1, 160, 120, 80), small = jpeg(0, 96, 72, 50);
    uint8_t *big = scope_alloc(BIG);
    memcpy(big, file.bytes, file.n);
    cr_assert(image_save_png(blobs(20, 100, 100), temp_path(folder, "png")));
    size_t n;
    const uint8_t *png = file_read(temp_path(folder, "png"), 0, &n);
    const FakeAnswer answers[] = {
        {.path = "/png", .body = png, .n = n},
        {.path = "/forbidden", .status = 403, .body = "no"},
        {.path = "/busy", .body = file.bytes, .n = file.n},
        {.path = "/busy", .status = 429, .headers = "Retry-After: 20\r\n", .times = 1},
        {.path = "/unavailable", .body = jpeg(2, 160, 120, 80).bytes, .n = jpeg(2, 160, 120, 80).n},
        {.path = "/unavailable", .status = 503, .times = 2},
        {.path = "/never", .status = 503},
        {.path = "/broken",
         .body = jpeg(3, 160, 120, 80).bytes,
         .n = jpeg(3, 160, 120, 80).n,
         .manner = FAKE_BROKEN_OFF},
        {.path = "/reset", .body = file.bytes, .n = file.n, .manner = FAKE_RESET},
        {.path = "/talk", .body = "SSH-2.0-OpenSSH_9.2\r\n", .manner = FAKE_NO_HTTP},
        {.path = "/cut", .body = file.bytes, .n = file.n / 2},
        {.path = "/html", .body = "<!DOCTYPE html><html><body>log in</body></html>"},
        {.path = "/empty"},
        {.path = "/big", .body = big, .n = BIG},
        {.path = "/unending", .body = big, .n = BIG, .manner = FAKE_NO_LENGTH},
        {.path = "/circle", .status = 302, .headers = "Location: /circle\r\n"},
        {.path = "/to-file", .status = 302, .headers = "Location: file:///etc/passwd\r\n"},
        {.path = "/moved", .status = 301, .headers = "Location: /photo/004.jpg\r\n"},
        {.path = "/same", .body = file.bytes, .n = file.n},
        {.path = "/copy", .body = small.bytes, .n = small.n},
        {.path = "/pixel", .body = jpeg(9, 32, 32, 80).bytes, .n = jpeg(9, 32, 32, 80).n},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        fake_server_answer(answers[i]);
}

static void expect_cases(int run)
{
    const Csv *csv = manifest("bear");
    for (int i = 0; i < N_CASES; i++) {
        const Case *it = &cases[i];
        const char *url = *it->path == '/' ? at_server(it->path) : it->path;
        cr_expect(eq(str, TEXT(cell(csv, url, "status")), TEXT(it->status)), "%s", it->path);
        cr_expect(strncmp(cell(csv, url, "reason"), it->reason, strlen(it->reason)) == 0, "%s: %s", it->path,
                  cell(csv, url, "reason"));
        if (*it->path == '/')
            cr_expect(eq(int, fake_server_count(it->path), it->asked + run * it->asked_again),
                      "requests of %s", it->path);
    }
}

Test(gather, every_answer_has_its_row)
{
    serve_cases();
    const char *paths[N_CASES];
    for (int i = 0; i < N_CASES; i++)
        paths[i] = cases[i].path;
    const char *from = list_of("list", paths, N_CASES);
    GatherReport *report = gather_well(options_for(from, 100));
    expect_cases(0);
    cr_expect(eq(int, report->n_downloaded, 5));
    cr_expect(eq(int, report->n_skipped, 2));
    cr_expect(eq(int, report->n_failed, N_CASES - 7));
    cr_expect(eq(int, n_photos("bear"), 5));
    cr_expect(ne(ptr,
                 strstr(gather_summary(report),
                        "5 downloaded, 0 here before, 2 skipped (same file x1; near duplicate x1)"),
                 NULL),
              "%s", gather_summary(report));
    cr_expect(ne(ptr, strstr(fake_server_request("/png"), "User-Agent: gather/1.0 (me@example.org) libcurl/"),
                 NULL));
    cr_expect(le(int, fake_server_most_at_once(), 2));

    report = gather_well(options_for(from, 100));
    expect_cases(1); /* only what may have passed is asked again */
    cr_expect(eq(int, report->n_downloaded, 0));
    cr_expect(eq(int, report->n_here, 5));
    cr_expect(eq(int, report->n_failed, 4));
    cr_expect(eq(int, n_photos("bear"), 5));
    cr_expect(error_ok());
}

Test(gather, what_drips_is_given_up)
{
    Bytes file = jpeg(0, 160, 120, 80);
    fake_server_answer((FakeAnswer){.path = "/photo", .body = file.bytes, .n = file.n, .manner = FAKE_DRIP});
    GatherOptions options = options_for(list_of_photos(1), 1);
    options.timeout_ms = 60;
    GatherReport *report = gather_well(options);
    cr_expect(eq(int, fake_server_count("/photo"), 3));
    cr_expect(eq(str, TEXT(report->failed[0].reason), "timed out"));
}

Test(gather, waits_as_long_as_it_is_asked_to)
{
    serve_photos(1, 0);
    fake_server_answer(
        (FakeAnswer){.path = "/photo", .status = 429, .headers = "Retry-After: 30\r\n", .times = 1});
    GatherOptions options = options_for(list_of_photos(1), 1);
    options.second_ms = 10;
    double begun = clock_seconds();
    cr_expect(eq(int, gather_well(options)->n_downloaded, 1));
    cr_expect(ge(dbl, clock_seconds() - begun, 0.3));

    /* A host that asks for an hour is asked nothing more. */
    static const char *const paths[] = {"/hour/1", "/hour/2", "/hour/3", "/hour/4", "/hour/5"};
    fake_server_answer((FakeAnswer){.path = "/hour", .status = 429, .headers = "Retry-After: 3600\r\n"});
    options = options_for(list_of("list", paths, 5), 10);
    GatherReport *report = gather_well(options);
    cr_expect(le(int, fake_server_count("/hour"), 2));
    cr_expect(eq(int, report->n_failed, 5));
    cr_expect(eq(str, TEXT(report->failed[0].reason), "HTTP 429, asks to wait 3600 seconds"));
}

Test(gather, two_connections_and_no_more_photos_than_asked_for)
{
    serve_photos(20, 4);
    GatherReport *report = gather_well(options_for(list_of_photos(20), 11));
    cr_expect(eq(int, report->n_downloaded, 11));
    cr_expect(eq(int, fake_server_count("/"), 11), "nothing in vain");
    cr_expect(eq(int, fake_server_most_at_once(), 2));
    const Csv *csv = manifest("bear");
    for (int i = 0; i < 11; i++)
        cr_expect(eq(str, TEXT(csv_cell(csv, i, 0)), TEXT(at_server(scope_text("/photo/%03d.jpg", i)))),
                  "order of row %d", i);

    report = gather_well(options_for(list_of_photos(20), 11));
    cr_expect(eq(int, report->n_here, 11));
    cr_expect(eq(int, fake_server_count("/"), 11), "the second run asks nothing");

    /* What a person takes out stays out, and another comes in its place. */
    const char *file = csv_cell(csv, 3, csv_column(csv, "file"));
    cr_assert(eq(int, unlink(scope_text("%s/bear/%s", into, file)), 0));
    report = gather_well(options_for(list_of_photos(20), 11));
    cr_expect(eq(int, report->n_downloaded, 1));
    cr_expect(eq(int, fake_server_count("/photo/003"), 1));
    cr_expect(eq(int, fake_server_count("/photo/011"), 1));
}

/* Nobody listens on port 1. */
Test(gather, a_host_is_not_given_up_for_where_it_redirects_to)
{
    enum { N = 20 };
    const char *paths[N + 1] = {"/moved"};
    for (int i = 0; i < N; i++)
        paths[i + 1] = scope_text("/photo/%03d.jpg", i);
    serve_photos(N, 20);
    fake_server_answer(
        (FakeAnswer){.path = "/moved", .status = 302, .headers = "Location: http://127.0.0.1:1/x\r\n"});
    GatherReport *report = gather_well(options_for(list_of("list", paths, N + 1), N));
    cr_expect(eq(int, report->n_downloaded, N), "%s", gather_summary(report));
    cr_expect(eq(int, report->n_failed, 1));
}

Test(gather, private_addresses_only_when_asked_for)
{
    serve_photos(1, 0);
    GatherOptions options = options_for(list_of_photos(1), 1);
    options.private_too = false;
    GatherReport *report = gather_well(options);
    cr_expect(eq(int, fake_server_count("/"), 0));
    cr_expect(eq(str, TEXT(report->failed[0].reason), "leads into a private network"));
}
