/* iNaturalist: what people saw outdoors, named and confirmed by others. Plants and animals only. */
#include "data/gather_provider.h"

#include <ctype.h>
#include <string.h>

#include "base/scope.h"
#include "data/gather_names.h"

/* 200 results a page are allowed; each takes some 10 kB, whatever is used of it. */
static char *address(const char *base, const char *query, const char *next)
{
    const char *words = gather_names_encode(query);
    return words ? scope_text(
                       "%s?taxon_name=%s&quality_grade=research&photos=true&photo_license=cc0,cc-by,cc-by-nc,"
                       "cc-by-sa,cc-by-nc-sa,cc-by-nd,cc-by-nc-nd&order_by=id&order=asc&per_page=50&page=%s",
                       base, words, next ? next : "1")
                 : NULL;
}

/* The address of a thumbnail, .../123/square.jpg, turned into that of the copy with 1024 pixels. */
static char *large(const char *url)
{
    static const char small_name[] = "/square.";
    const char *name = strstr(url, small_name);
    if (!name)
        return scope_text("%s", url);
    return scope_text("%.*s/large.%s", (int)(name - url), url, name + sizeof small_name - 1);
}

/* The first photo of an observation that may be copied: others show the same animal. */
static bool read_observation(const json_t *observation, SearchPage *page)
{
    const json_t *photos = json_object_get(observation, "photos");
    for (size_t i = 0; i < json_array_size(photos); i++) {
        const json_t *photo = json_array_get(photos, i);
        const char *code = provider_text(photo, "license_code");
        if (!*code)
            continue; /* all rights reserved */
        const char *url = large(provider_text(photo, "url"));
        char *licence = scope_text("%s", code);
        for (char *at = licence; at && *at; at++)
            *at = (char)toupper((unsigned char)*at);
        return url && licence &&
               provider_add(page, (Candidate){.url = url,
                                              .page = provider_text(observation, "uri"),
                                              .author = provider_text(photo, "attribution"),
                                              .licence = licence});
    }
    return true;
}

static bool read(const json_t *answer, SearchPage *page)
{
    const json_t *results = json_object_get(answer, "results");
    if (!json_is_array(results)) {
        const char *error = provider_text(answer, "error");
        page->problem = scope_text("%.200s", *error ? error : "no results in its answer");
        return page->problem != NULL;
    }
    if (!provider_room(page, results))
        return false;
    for (size_t i = 0; i < json_array_size(results); i++)
        if (!read_observation(json_array_get(results, i), page))
            return false;
    json_int_t number = json_integer_value(json_object_get(answer, "page"));
    json_int_t size = json_integer_value(json_object_get(answer, "per_page"));
    json_int_t total = json_integer_value(json_object_get(answer, "total_results"));
    bool more = number >= 1 && number < 100 && size >= 1 && size <= 200 && number * size < total;
    return provider_next_page(page, more ? number + 1 : 0, more);
}

const Provider provider_inaturalist = {
    .name = "inaturalist",
    .base = "https://api.inaturalist.org/v1/observations",
    .gap = 1.0, /* 60 searches a minute */
    .most_pages = 100,
    .address = address,
    .read = read,
};
