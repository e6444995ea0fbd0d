/* Search services: the addresses that are asked, and answers of every shape. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/gather_provider.h"
#include "data/gather_source.h"

#define TEXT(text) ((char *)(text))

static SearchPage *read_text(const char *provider, const char *text)
{
    return provider_read(provider_find(provider), text, strlen(text));
}

static void expect_found(const SearchPage *page, int i, const char *url, const char *at, const char *author,
                         const char *licence)
{
    cr_assert(page && page->n > i, "candidate %d", i);
    cr_expect(eq(str, TEXT(page->found[i].url), TEXT(url)));
    cr_expect(eq(str, TEXT(page->found[i].page), TEXT(at)));
    cr_expect(eq(str, TEXT(page->found[i].author), TEXT(author)));
    cr_expect(eq(str, TEXT(page->found[i].licence), TEXT(licence)));
}

static const char commons[] =
    "{\"continue\": {\"gsroffset\": 50, \"continue\": \"gsroffset||\"}, \"query\": {\"pages\": ["
    "{\"pageid\": 1, \"index\": 2, \"imageinfo\": [{\"thumburl\": \"https://u/960px-B.jpg\", \"url\": "
    "\"https://u/B.jpg\","
    " \"descriptionurl\": \"https://c/File:B.jpg\", \"extmetadata\": {\"Artist\": {\"value\": \"<a "
    "href='x'>Ann</a>\"},"
    " \"LicenseShortName\": {\"value\": \"CC BY-SA 4.0\"}}}]},"
    "{\"pageid\": 2, \"index\": 1, \"imageinfo\": [{\"url\": \"https://u/A.png\", \"extmetadata\": null}]},"
    "{\"pageid\": 3, \"index\": 3}]}}";

Test(provider, commons)
{
    const Provider *provider = provider_find("commons");
    const char *address = provider->address(provider->base, "grizzly bear&x=1", "&gsroffset=50");
    cr_expect(ne(ptr, strstr(address, "https://commons.wikimedia.org/w/api.php?"), NULL));
    static const char *const parts[] = {
        "maxlag=5",     "iiurlwidth=960", "gsrlimit=50", "gsrnamespace=6", "%20grizzly%20bear%26x%3D1&",
        "&gsroffset=50"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        cr_expect(ne(ptr, strstr(address, parts[i]), NULL), "%s", parts[i]);

    SearchPage *page = read_text("commons", commons);
    cr_assert(eq(int, page->n, 2));
    expect_found(page, 0, "https://u/A.png", "", "", "");
    expect_found(page, 1, "https://u/960px-B.jpg", "https://c/File:B.jpg", "Ann", "CC BY-SA 4.0");
    cr_expect(eq(str, TEXT(page->next), "&gsroffset=50&continue=gsroffset%7C%7C"));

    page = read_text("commons",
                     "{\"error\": {\"code\": \"maxlag\", \"info\": \"Waiting for db1: 7 seconds lagged\"}}");
    cr_expect(page->busy);
    cr_expect(eq(str, TEXT(page->problem), "maxlag: Waiting for db1: 7 seconds lagged"));
    page = read_text("commons", "{\"batchcomplete\": true}");
    cr_expect(page->n == 0 && !page->next && !page->problem, "nothing found is no problem");
}

Test(provider, openverse)
{
    const Provider *provider = provider_find("openverse");
    const char *address = provider->address(provider->base, "teddy", NULL);
    cr_expect(eq(str, TEXT(address),
                 "https://api.openverse.org/v1/images/?q=teddy&category=photograph&page_size=20&page=1"));
    SearchPage *page = read_text(
        "openverse",
        "{\"page\": 1, \"page_count\": 3, \"results\": [{\"url\": \"http://f/1.jpg\", \"creator\": \"Jo\","
        " \"foreign_landing_url\": \"http://f/1\", \"license\": \"by-sa\", \"license_version\": \"2.0\"},"
        " {\"url\": null}, {\"url\": \"http://f/2.jpg\", \"license\": \"cc0\", \"license_version\": "
        "\"1.0\"}]}");
    expect_found(page, 0, "http://f/1.jpg", "http://f/1", "Jo", "CC BY-SA 2.0");
    expect_found(page, 1, "http://f/2.jpg", "", "", "CC0 1.0");
    cr_expect(eq(str, TEXT(page->next), "2"));
    page = read_text("openverse", "{\"page\": 12, \"page_count\": 50, \"results\": []}");
    cr_expect(eq(ptr, (void *)page->next, NULL), "no more than 240 results without an account");
    page = read_text("openverse", "{\"detail\": \"Too many\"}");
    cr_expect(eq(str, TEXT(page->problem), "Too many"));
}

Test(provider, inaturalist)
{
    SearchPage *page = read_text(
        "inaturalist",
        "{\"total_results\": 250, \"page\": 2, \"per_page\": 100, \"results\": [{\"uri\": \"https://i/7\", "
        "\"photos\":"
        " [{\"license_code\": null, \"url\": \"https://p/6/square.jpg\"}, {\"license_code\": \"cc-by-nc\","
        " \"attribution\": \"(c) Jo\", \"url\": \"https://p/7/square.jpeg\"}, {\"license_code\": \"cc0\", "
        "\"url\":"
        " \"https://p/8/square.jpg\"}]}, {\"photos\": []}, {}, 3, null]}");
    cr_assert(eq(int, page->n, 1));
    expect_found(page, 0, "https://p/7/large.jpeg", "https://i/7", "(c) Jo", "CC-BY-NC");
    cr_expect(eq(str, TEXT(page->next), "3"));
    page =
        read_text("inaturalist", "{\"total_results\": 250, \"page\": 3, \"per_page\": 100, \"results\": []}");
    cr_expect(eq(ptr, (void *)page->next, NULL));
}

Test(provider, bing)
{
    SearchPage *page =
        read_text("bing", "{\"value\": [{\"contentUrl\": \"http://b/1.jpg\", \"hostPageUrl\": \"http://b\"}],"
                          " \"nextOffset\": 151, \"totalEstimatedMatches\": 900}");
    expect_found(page, 0, "http://b/1.jpg", "http://b", "", "");
    cr_expect(eq(str, TEXT(page->next), "151"));
    page = read_text("bing", "{\"error\": {\"code\": \"401\", \"message\": \"Access denied\"}}");
    cr_expect(eq(str, TEXT(page->problem), "Access denied"));

    int n;
    unsetenv("AZURE_SEARCH_KEY");
    cr_expect(eq(ptr, gather_source_list("bing", &n), NULL));
    cr_expect(ne(ptr, strstr(error_text(), "AZURE_SEARCH_KEY"), NULL), "%s", error_text());
    error_clear();
    setenv("AZURE_SEARCH_KEY", "secret\r\nHost: evil", 1);
    cr_expect(eq(ptr, gather_source_list("bing", &n), NULL));
    cr_expect(eq(ptr, strstr(error_text(), "secret"), NULL), "the key is shown: %s", error_text());
    error_clear();
    setenv("AZURE_SEARCH_KEY", "secret", 1);
    GatherSource *sources = gather_source_list("bing@http://127.0.0.1/search,commons", &n);
    cr_assert(sources && n == 2);
    cr_expect(eq(str, TEXT(sources[0].header), "Ocp-Apim-Subscription-Key: secret"));
    cr_expect(eq(str, TEXT(sources[0].base), "http://127.0.0.1/search"));
    cr_expect(eq(ptr, gather_source_list("comons", &n), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

static const char *const names[] = {"commons", "openverse", "inaturalist", "bing"};

Test(provider, answers_of_any_shape_do_no_harm)
{
    static const char *const values[] = {"null",
                                         "3",
                                         "-1e99",
                                         "\"text\"",
                                         "[]",
                                         "{}",
                                         "[[]]",
                                         "[{}]",
                                         "[null, 1, \"x\"]",
                                         "true",
                                         "9223372036854775807"};
    static const char *const shapes[] = {
        "%s",
        "{\"results\": %s, \"page\": %s, \"page_count\": %s}",
        "{\"results\": [], \"page\": %s, \"page_count\": 3, \"per_page\": 3, \"total_results\": %s}",
        "{\"results\": [{\"url\": %s, \"creator\": %s, \"license\": %s}]}",
        "{\"results\": [{\"photos\": %s}], \"per_page\": %s}",
        "{\"results\": [{\"uri\": %s, \"photos\": [{\"license_code\": \"cc0\", \"url\": %s}]}]}",
        "{\"value\": %s, \"nextOffset\": %s}",
        "{\"value\": [{\"contentUrl\": %s, \"hostPageUrl\": %s}]}",
        "{\"query\": {\"pages\": %s}, \"continue\": %s}",
        "{\"query\": {\"pages\": [{\"imageinfo\": %s, \"index\": %s}]}, \"continue\": {\"a\": %s}}",
        "{\"query\": {\"pages\": [{\"imageinfo\": [{\"url\": %s, \"extmetadata\": {\"Artist\": %s}}]}]}}",
        "{\"error\": %s, \"detail\": %s}",
        "{\"error\": {\"message\": %s, \"code\": %s, \"info\": %s}}",
    };
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            for (int p = 0; p < 4; p++) {
                Scope scope = scope_begin();
                char text[600];
                snprintf(text, sizeof text, shapes[s], values[v], values[v], values[v]);
                const SearchPage *page = read_text(names[p], text);
                cr_assert(page != NULL && error_ok(), "%s: %s", names[p], text);
                cr_expect(eq(int, page->n, 0), "%s: %s", names[p], text);
                scope_end(scope);
            }
}

Test(provider, addresses_that_are_none_are_left_out)
{
    static const char *const urls[] = {
        "file:///etc/passwd", "ftp://a/b.jpg", "//a/b.jpg", "javascript:x", "", "http:/a"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        const char *text = scope_text("{\"results\": [{\"url\": \"%s\"}]}", urls[i]);
        cr_expect(eq(int, read_text("openverse", text)->n, 0), "%s", urls[i]);
    }
    char *longer = scope_alloc(5000);
    memset(longer, 'x', 4000);
    cr_expect(eq(
        int, read_text("openverse", scope_text("{\"results\": [{\"url\": \"http://%s\"}]}", longer))->n, 0));
}

Test(provider, what_is_no_json_is_a_problem)
{
    size_t n = 200000;
    char *deep = scope_alloc(n);
    memset(deep, '[', n);
    for (int p = 0; p < 4; p++) {
        const Provider *provider = provider_find(names[p]);
        cr_expect(ne(ptr, strstr(provider_read(provider, deep, n)->problem, "depth"), NULL),
                  "a tower of brackets");
        cr_expect(ne(ptr, (void *)provider_read(provider, "<html>", 6)->problem, NULL));
        cr_expect(ne(ptr, (void *)provider_read(provider, "{\"a\": \"\xff\xfe\"}", 11)->problem, NULL));
        cr_expect(ne(ptr, (void *)provider_read(provider, "{\"a\": \"\\u0000\"}", 15)->problem, NULL));
        cr_expect(ne(ptr, (void *)provider_read(provider, NULL, 0)->problem, NULL));
    }
    cr_expect(error_ok());
}

Test(provider, survives_every_failed_allocation)
{
    scope_end_all();
    int64_t start = mem_live();
    for (int i = 1;; i++) {
        mem_fail_after(i);
        bool good = read_text("commons", commons) != NULL;
        mem_fail_after(0);
        cr_expect(good == error_ok());
        error_clear();
        scope_end_all();
        cr_assert(eq(i64, mem_live(), start), "allocation %d", i);
        if (good)
            break;
    }
}
