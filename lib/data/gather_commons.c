/* Wikimedia Commons, through the API of MediaWiki. */
#include "data/gather_provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "data/gather_names.h"

/* Thumbnails come in a few widths only, and 960 is one of them. maxlag: asks to be turned away while the
 * service is busy. */
static char *address(const char *base, const char *query, const char *next)
{
    const char *words = gather_names_encode(query);
    if (!words)
        return NULL;
    return scope_text(
        "%s?action=query&format=json&formatversion=2&maxlag=5&generator=search&gsrnamespace=6&gsrlimit=50"
        "&gsrsearch=filetype%%3Abitmap%%20%s&prop=imageinfo&iiprop=url%%7Cextmetadata&iiurlwidth=960"
        "&iiextmetadatafilter=Artist%%7CLicenseShortName%s",
        base, words, next ? next : "");
}

/* {"gsroffset": 50, "continue": "gsroffset||"}: all of it goes back as it came. */
static bool read_continue(const json_t *tokens, SearchPage *page)
{
    const char *name, *all = "";
    json_t *value;
    json_object_foreach((json_t *)tokens, name, value)
    {
        const char *text = json_is_integer(value) ? scope_text("%lld", (long long)json_integer_value(value))
                                                  : json_string_value(value);
        const char *key = gather_names_encode(name), *encoded = gather_names_encode(text);
        if (text && !encoded)
            return false;
        all = text ? scope_text("%s&%s=%s", all, key, encoded) : all;
        if (!all)
            return false;
    }
    page->next = *all ? all : NULL;
    return true;
}

static bool read_file(const json_t *file, SearchPage *page)
{
    const json_t *info = json_array_get(json_object_get(file, "imageinfo"), 0);
    const json_t *about = json_object_get(info, "extmetadata");
    const char *thumbnail = provider_text(info, "thumburl");
    const char *author = gather_names_from_html(provider_text(json_object_get(about, "Artist"), "value"));
    if (!author)
        return false;
    return provider_add(
        page, (Candidate){.url = *thumbnail ? thumbnail : provider_text(info, "url"),
                          .page = provider_text(info, "descriptionurl"),
                          .author = author,
                          .licence = provider_text(json_object_get(about, "LicenseShortName"), "value")});
}

static int by_rank(const void *left, const void *right)
{
    json_int_t a = json_integer_value(json_object_get(*(const json_t *const *)left, "index"));
    json_int_t b = json_integer_value(json_object_get(*(const json_t *const *)right, "index"));
    return (a > b) - (a < b);
}

static bool read(const json_t *answer, SearchPage *page)
{
    const json_t *error = json_object_get(answer, "error");
    if (error) {
        const char *code = provider_text(error, "code");
        page->busy = strcmp(code, "maxlag") == 0 || strcmp(code, "ratelimited") == 0;
        page->problem = scope_text("%.60s: %.200s", code, provider_text(error, "info"));
        return page->problem != NULL;
    }
    /* Results come in the order of their numbers; `index` is how well they fit. */
    const json_t *files = json_object_get(json_object_get(answer, "query"), "pages");
    size_t n = json_array_size(files);
    const json_t **ranked = scope_alloc((n + 1) * sizeof *ranked);
    if (!ranked || !provider_room(page, files))
        return false;
    for (size_t i = 0; i < n; i++)
        ranked[i] = json_array_get(files, i);
    qsort(ranked, n, sizeof *ranked, by_rank);
    for (size_t i = 0; i < n; i++)
        if (!read_file(ranked[i], page))
            return false;
    return read_continue(json_object_get(answer, "continue"), page);
}

const Provider provider_commons = {
    .name = "commons",
    .base = "https://commons.wikimedia.org/w/api.php",
    .gap = 1.0,
    .most_pages = 20,
    .address = address,
    .read = read,
};
