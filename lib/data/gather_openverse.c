/* Openverse: openly licensed pictures of many collections. */
#include "data/gather_provider.h"

#include <ctype.h>
#include <string.h>

#include "base/scope.h"
#include "data/gather_names.h"

/* Who has no account gets 20 results a page, 240 in all. */
enum { MOST_PAGES = 12 };

static char *address(const char *base, const char *query, const char *next)
{
    const char *words = gather_names_encode(query);
    return words ? scope_text("%s?q=%s&category=photograph&page_size=20&page=%s", base, words,
                              next ? next : "1")
                 : NULL;
}

/* "by-sa" and "4.0" as "CC BY-SA 4.0". */
static char *licence(const json_t *photo)
{
    const char *code = provider_text(photo, "license");
    bool is_other = !*code || strcmp(code, "cc0") == 0 || strcmp(code, "pdm") == 0;
    char *text = scope_text("%s%s %s", is_other ? "" : "CC ", code, provider_text(photo, "license_version"));
    for (char *at = text; at && *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return text;
}

static bool read(const json_t *answer, SearchPage *page)
{
    const json_t *photos = json_object_get(answer, "results");
    const char *detail = provider_text(answer, "detail");
    if (!json_is_array(photos)) {
        page->problem = scope_text("%.200s", *detail ? detail : "no results in its answer");
        return page->problem != NULL;
    }
    if (!provider_room(page, photos))
        return false;
    for (size_t i = 0; i < json_array_size(photos); i++) {
        const json_t *photo = json_array_get(photos, i);
        const char *terms = licence(photo);
        if (!terms || !provider_add(page, (Candidate){.url = provider_text(photo, "url"),
                                                      .page = provider_text(photo, "foreign_landing_url"),
                                                      .author = provider_text(photo, "creator"),
                                                      .licence = terms}))
            return false;
    }
    json_int_t number = json_integer_value(json_object_get(answer, "page"));
    json_int_t last = json_integer_value(json_object_get(answer, "page_count"));
    bool more = number >= 1 && number < last && number < MOST_PAGES;
    return provider_next_page(page, more ? number + 1 : 0, more);
}

const Provider provider_openverse = {
    .name = "openverse",
    .base = "https://api.openverse.org/v1/images/",
    .gap = 3.0, /* 20 searches a minute */
    .most_pages = MOST_PAGES,
    .address = address,
    .read = read,
};
