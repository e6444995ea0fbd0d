/* Bing's image search, version 7, and services that answer like it. Its own door is closed to new accounts;
 * what it finds comes without an author or a licence. */
#include "data/gather_provider.h"

#include "base/scope.h"
#include "data/gather_names.h"

static char *address(const char *base, const char *query, const char *next)
{
    const char *words = gather_names_encode(query);
    return words ? scope_text("%s?q=%s&count=150&offset=%s&minWidth=128&minHeight=128&imageType=Photo&"
                              "safeSearch=Strict",
                              base, words, next ? next : "0")
                 : NULL;
}

static bool read(const json_t *answer, SearchPage *page)
{
    const json_t *photos = json_object_get(answer, "value");
    if (!json_is_array(photos)) {
        const char *message = provider_text(json_object_get(answer, "error"), "message");
        page->problem = scope_text("%.200s", *message ? message : "no results in its answer");
        return page->problem != NULL;
    }
    if (!provider_room(page, photos))
        return false;
    for (size_t i = 0; i < json_array_size(photos); i++) {
        const json_t *photo = json_array_get(photos, i);
        if (!provider_add(page, (Candidate){.url = provider_text(photo, "contentUrl"),
                                            .page = provider_text(photo, "hostPageUrl"),
                                            .author = "",
                                            .licence = ""}))
            return false;
    }
    json_int_t next = json_integer_value(json_object_get(answer, "nextOffset"));
    json_int_t total = json_integer_value(json_object_get(answer, "totalEstimatedMatches"));
    return provider_next_page(page, next, json_array_size(photos) > 0 && next > 0 && next < total);
}

const Provider provider_bing = {
    .name = "bing",
    .base = "https://api.bing.microsoft.com/v7.0/images/search",
    .key_variable = "AZURE_SEARCH_KEY",
    .key_header = "Ocp-Apim-Subscription-Key",
    .gap = 0.5, /* three searches a second */
    .most_pages = 10,
    .address = address,
    .read = read,
};
