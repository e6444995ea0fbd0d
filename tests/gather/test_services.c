/* Gathering photos from services that are searched page after page. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "tests/gather/bench.h"

TestSuite(gather_services, .init = gather_begin_with_server, .fini = gather_end);

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

Test(gather_services, commons_page_after_page)
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

Test(gather_services, services_in_turn_until_there_are_enough)
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

Test(gather_services, trouble_with_a_service_is_told_and_the_others_go_on)
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

Test(gather_services, an_error_with_a_good_page_in_it_ends_the_search)
{
    fake_server_answer((FakeAnswer){
        .path = "/w", .status = 404, .body = commons_page(0, 3, "\"continue\": {\"gsroffset\": 5},")});
    GatherReport *report = gather_well(options_for(scope_text("commons@%s", at_server("/w")), 3));
    cr_assert(eq(int, report->n_troubles, 1));
    cr_expect(eq(str, TEXT(report->troubles[0]), "bear: commons: HTTP 404"));
    cr_expect(eq(int, fake_server_count("/w"), 1));
}

Test(gather_services, a_busy_service_is_not_waited_for_all_day)
{
    fake_server_answer((FakeAnswer){.path = "/w",
                                    .headers = "Retry-After: 36000\r\n",
                                    .body = "{\"error\": {\"code\": \"maxlag\", \"info\": \"lagged\"}}"});
    GatherReport *report = gather_well(options_for(scope_text("commons@%s", at_server("/w")), 3));
    cr_assert(eq(int, report->n_troubles, 1));
    cr_expect(eq(str, TEXT(report->troubles[0]), "bear: commons: maxlag: lagged"));
    cr_expect(eq(int, fake_server_count("/w"), 1));
}

Test(gather_services, refuses_to_ask_without_a_contact)
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
