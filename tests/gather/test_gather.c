/* Gathering from a server on this machine that does everything that servers on the web do. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "data/csv.h"
#include "data/gather.h"
#include "tests/gather/fake_server.h"
#include "tests/support/temp_folder.h"
#include "vision/image.h"
#include "vision/resize.h"

#define TEXT(text) ((char *)(text))

static int port;
static const char *folder, *into;

static void begin(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm",
               0); /* where syncing, which gather does after every photo, takes no time */
    folder = temp_folder();
    into = file_join(folder, "photos");
}

static void begin_with_server(void)
{
    begin();
    port = fake_server_start();
#ifndef HAVE_CURL
    cr_skip_test("built without libcurl");
#endif
}

/* Only now may the folder go, and the pictures that are served. */
static void end(void)
{
    fake_server_stop();
    scope_end_all();
}

TestSuite(gather, .init = begin_with_server, .fini = end);
TestSuite(gather_own, .init = begin, .fini = end);

/* Something on the server. */
static const char *at_server(const char *path)
{
    return scope_text("http://127.0.0.1:%d%s", port, path);
}

/* Blocks of random colours, another picture for every seed. */
static Image *picture(int seed, int width, int height)
{
    Image *small = image_scoped(image_new(7, 6, 3));
    for (size_t i = 0; i < image_bytes(small); i++)
        small->pixels[i] = (uint8_t)((unsigned)(seed * 1000 + (int)i) * 2654435761u >> 24);
    return image_scoped(image_resize(small, width, height));
}

typedef struct Bytes {
    const uint8_t *bytes;
    size_t n;
} Bytes;

static Bytes jpeg(int seed, int width, int height, int quality)
{
    Bytes found;
    const char *path = temp_path(folder, "picture");
    cr_assert(image_save_jpeg(picture(seed, width, height), path, quality));
    found.bytes = file_read(path, 0, &found.n);
    return found;
}

/* Photos 0 .. n - 1 as /photo/000.jpg ... */
static void serve_photos(int n, int delay_ms)
{
    for (int i = 0; i < n; i++) {
        Bytes file = jpeg(i, 160, 120, 80);
        fake_server_answer((FakeAnswer){
            .path = scope_text("/photo/%03d", i), .body = file.bytes, .n = file.n, .delay_ms = delay_ms});
    }
}

/* A list of addresses, one a line. */
static const char *list_of(const char *name, const char *const *paths, int n)
{
    const char *text = "# a list\n\n";
    for (int i = 0; i < n; i++)
        text = scope_text("%s%s \r\n", text, *paths[i] == '/' ? at_server(paths[i]) : paths[i]);
    return temp_file(folder, name, text, strlen(text));
}

static const char *list_of_photos(int n)
{
    const char **paths = scope_alloc((size_t)n * sizeof *paths);
    for (int i = 0; i < n; i++)
        paths[i] = scope_text("/photo/%03d.jpg", i);
    return list_of("list", paths, n);
}

static GatherOptions options_for(const char *from, int most)
{
    return (GatherOptions){.classes = "bear",
                           .into = into,
                           .from = from,
                           .contact = "me@example.org",
                           .most = most,
                           .timeout_ms = 5000,
                           .second_ms = 5,
                           .private_too = true};
}

static GatherReport *gather_well(GatherOptions options)
{
    GatherReport *report = gather(options);
    cr_assert(report != NULL, "%s", error_text());
    return report;
}

static const Csv *manifest(const char *class_name)
{
    const Csv *csv = csv_read(scope_text("%s/%s/manifest.csv", into, class_name));
    cr_assert(csv != NULL, "%s", error_text());
    return csv;
}

/* A cell of the newest row of an address. */
static const char *cell(const Csv *csv, const char *url, const char *column)
{
    for (int64_t i = csv->n_rows - 1; i >= 0; i--)
        if (strcmp(csv_cell(csv, i, 0), url) == 0)
            return csv_cell(csv, i, csv_column(csv, column));
    return "no such address";
}

static int n_photos(const char *class_name)
{
    return (int)file_list(file_join(into, class_name))->n - 1; /* and the manifest */
}

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
    cr_assert(image_save_png(picture(20, 100, 100), temp_path(folder, "png")));
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
    cr_expect(eq(int, report->n_failed, 2));
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

Test(gather, private_addresses_only_when_asked_for)
{
    serve_photos(1, 0);
    GatherOptions options = options_for(list_of_photos(1), 1);
    options.private_too = false;
    GatherReport *report = gather_well(options);
    cr_expect(eq(int, fake_server_count("/"), 0));
    cr_expect(eq(str, TEXT(report->failed[0].reason), "leads into a private network"));
}

/* --- services -------------------------------------------------------------------------------- */

static void answer_with(const char *path, const char *query, const char *json, int times)
{
    fake_server_answer((FakeAnswer){.path = path, .query = query, .body = json, .times = times});
}

static const char *commons_page(int from, int n, const char *more)
{
    const char *pages = "";
    for (int i = from; i < from + n; i++)
        pages = scope_text(
            "%s%s{\"index\": %d, \"imageinfo\": [{\"thumburl\": \"%s\", \"descriptionurl\": \"http://c/%d\","
            " \"extmetadata\": {\"Artist\": {\"value\": \"<b>Jo</b>\"}, \"LicenseShortName\": {\"value\":"
            " \"CC0\"}}}]}",
            pages, i > from ? "," : "", i, at_server(scope_text("/photo/%03d.jpg", i)), i);
    return scope_text("{%s \"query\": {\"pages\": [%s]}}", more, pages);
}

Test(gather, commons_page_after_page)
{
    serve_photos(12, 0);
    answer_with("/w/api.php", NULL,
                commons_page(0, 5, "\"continue\": {\"gsroffset\": 5, \"continue\": \"a||\"},"), 0);
    answer_with("/w/api.php", "&gsroffset=5&continue=a%7C%7C", commons_page(5, 7, ""), 0);
    fake_server_answer((FakeAnswer){.path = "/w/api.php",
                                    .times = 1,
                                    .headers = "Retry-After: 2\r\n",
                                    .body = "{\"error\": {\"code\": \"maxlag\", \"info\": \"lagged\"}}"});
    fake_server_answer(
        (FakeAnswer){.path = "/w/api.php", .status = 503, .times = 1, .headers = "Retry-After: 2\r\n"});
    GatherOptions options = options_for(scope_text("commons@%s", at_server("/w/api.php")), 10);
    options.classes = "grizzly=grizzly bear\r\nX-Evil: 1";
    GatherReport *report = gather_well(options);
    cr_expect(eq(int, report->n_downloaded, 10), "%s", report->n_troubles ? report->troubles[0] : "");
    cr_expect(eq(int, fake_server_count("/w/api.php"), 4));
    cr_expect(ne(ptr, strstr(fake_server_request("/w/"), "grizzly%20bear%0D%0AX-Evil%3A%201"), NULL));
    const Csv *csv = manifest("grizzly");
    cr_expect(eq(str, TEXT(cell(csv, at_server("/photo/003.jpg"), "author")), "Jo"));
    cr_expect(eq(str, TEXT(cell(csv, at_server("/photo/003.jpg"), "licence")), "CC0"));
    cr_expect(eq(str, TEXT(cell(csv, at_server("/photo/003.jpg"), "page")), "http://c/3"));

    int before = fake_server_count("/");
    cr_expect(eq(int, gather_well(options)->n_here, 10));
    cr_expect(eq(int, fake_server_count("/"), before), "the second run asks nothing, not even for a search");
}

Test(gather, services_in_turn_until_there_are_enough)
{
    serve_photos(9, 0);
    setenv("AZURE_SEARCH_KEY", "secret", 1);
    answer_with("/ov", "page=1",
                scope_text("{\"page\": 1, \"page_count\": 2, \"results\": [{\"url\": \"%s\"}]}",
                           at_server("/photo/000.jpg")),
                0);
    answer_with("/ov", "page=2",
                scope_text("{\"page\": 2, \"page_count\": 2, \"results\": [{\"url\": \"%s\"}]}",
                           at_server("/photo/001.jpg")),
                0);
    answer_with("/in", "page=1",
                scope_text("{\"total_results\": 3, \"page\": 1, \"per_page\": 2, \"results\": [{\"photos\": "
                           "[{\"license_code\":"
                           " \"cc0\", \"url\": \"%s\"}]}]}",
                           at_server("/photo/002.jpg")),
                0);
    answer_with("/in", "page=2",
                scope_text("{\"total_results\": 3, \"page\": 2, \"per_page\": 2, \"results\": [{\"photos\": "
                           "[{\"license_code\":"
                           " \"cc0\", \"url\": \"%s\"}]}]}",
                           at_server("/photo/003.jpg")),
                0);
    answer_with(
        "/bi", "offset=0",
        scope_text("{\"nextOffset\": 7, \"totalEstimatedMatches\": 9, \"value\": [{\"contentUrl\": \"%s\"}]}",
                   at_server("/photo/004.jpg")),
        0);
    answer_with(
        "/bi", "offset=7",
        scope_text("{\"nextOffset\": 9, \"totalEstimatedMatches\": 9, \"value\": [{\"contentUrl\": \"%s\"}]}",
                   at_server("/photo/005.jpg")),
        0);
    const char *from = scope_text("openverse@%s,inaturalist@%s,bing@%s", at_server("/ov"), at_server("/in"),
                                  at_server("/bi"));
    GatherReport *report = gather_well(options_for(from, 50));
    cr_expect(eq(int, report->n_downloaded, 6), "%s", gather_summary(report));
    cr_expect(eq(int, report->n_troubles, 0));
    cr_expect(ne(ptr, strstr(fake_server_request("/bi"), "Ocp-Apim-Subscription-Key: secret\r\n"), NULL));
    cr_expect(eq(ptr, strstr(fake_server_request("/photo/004"), "secret"), NULL),
              "the key went to another address");
    cr_expect(eq(ptr, strstr(fake_server_request("/ov"), "secret"), NULL));
    const Csv *csv = manifest("bear");
    cr_expect(eq(int, strncmp(cell(csv, at_server("/photo/002.jpg"), "file"), "inaturalist-", 12), 0));
}

Test(gather, trouble_with_a_service_is_told_and_the_others_go_on)
{
    serve_photos(3, 0);
    setenv("AZURE_SEARCH_KEY", "secret", 1);
    fake_server_answer((FakeAnswer){
        .path = "/bi", .status = 401, .body = "{\"error\": {\"message\": \"Access\\u001b denied\"}}"});
    fake_server_answer((FakeAnswer){.path = "/ov", .status = 302, .headers = "Location: /elsewhere\r\n"});
    answer_with("/in", NULL, "{\"total_results\": 0, \"page\": 1, \"per_page\": 100, \"results\": []}", 0);
    answer_with("/w", NULL, commons_page(0, 3, ""), 0);
    GatherOptions options =
        options_for(scope_text("bing@%s,openverse@%s,inaturalist@%s,commons@%s", at_server("/bi"),
                               at_server("/ov"), at_server("/in"), at_server("/w")),
                    3);
    GatherReport *report = gather_well(options);
    cr_expect(eq(int, report->n_downloaded, 3));
    cr_assert(eq(int, report->n_troubles, 3));
    cr_expect(eq(str, TEXT(report->troubles[0]), "bear: bing: HTTP 401: Access  denied"));
    cr_expect(eq(int, strncmp(report->troubles[1], "bear: openverse: HTTP 302", 25), 0), "%s",
              report->troubles[1]);
    cr_expect(eq(int, fake_server_count("/elsewhere"), 0), "the key would have gone there");
    cr_expect(eq(str, TEXT(report->troubles[2]), "bear: inaturalist: found nothing for 'bear'"));
}

Test(gather, refuses_to_ask_without_a_contact)
{
    static const char *const contacts[] = {NULL,   "", "me", "me@example.org\r\nX: 1", "me@example.org (x)",
                                           "a b@c"};
    for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) {
        GatherOptions options = options_for(i % 2 ? "commons" : list_of_photos(1), 5);
        options.contact = contacts[i];
        cr_expect(eq(ptr, gather(options), NULL));
        cr_expect(eq(int, error_code(), ERR_VALUE));
        cr_expect(ne(ptr, strstr(error_advice(), "CONTACT="), NULL), "%s", error_advice());
        error_clear();
    }
    cr_expect(eq(int, fake_server_count("/"), 0));
}

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
Test(gather, survives_failed_allocations_while_downloading)
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

Test(gather, kill_9_loses_nothing)
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

/* A photo that is safe on the disk while its line is not: taken as it is, not downloaded again. */
Test(gather, a_photo_without_its_line_gets_one)
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
