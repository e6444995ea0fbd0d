/* What search services have in common: JSON in which anything may be missing or of another kind. */
#include "data/gather_provider.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/scope.h"

enum { MOST_ADDRESS = 2000 };

const Provider *provider_find(const char *name)
{
    static const Provider *const all[] = {&provider_commons, &provider_openverse, &provider_inaturalist,
                                          &provider_bing};
    for (size_t i = 0; name && i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

SearchPage *provider_read(const Provider *provider, const char *bytes, size_t n)
{
    SearchPage *page = provider ? scope_alloc(sizeof *page) : NULL;
    if (!page)
        return NULL;
    json_error_t problem = {0};
    json_t *answer = json_loadb(bytes ? bytes : "", n, 0, &problem);
    if (!answer) {
        page->problem = scope_text("answers with something else than JSON: %s", problem.text);
        return page->problem ? page : NULL;
    }
    bool read = provider->read(answer, page);
    json_decref(answer);
    return read ? page : NULL;
}

const char *provider_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

bool provider_room(SearchPage *page, const json_t *array)
{
    page->found = scope_alloc((json_array_size(array) + 1) * sizeof *page->found);
    return page->found != NULL;
}

bool provider_add(SearchPage *page, Candidate candidate)
{
    const char *url = candidate.url;
    if (strlen(url) > MOST_ADDRESS ||
        (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0))
        return true;
    Candidate *copy = &page->found[page->n];
    copy->url = scope_text("%s", url);
    copy->page = scope_text("%s", candidate.page);
    copy->author = scope_text("%s", candidate.author);
    copy->licence = scope_text("%s", candidate.licence);
    page->n += copy->licence != NULL;
    return copy->url && copy->page && copy->author && copy->licence;
}

bool provider_next_page(SearchPage *page, long long number, bool there_is_one)
{
    if (!there_is_one)
        return true;
    page->next = scope_text("%lld", number);
    return page->next != NULL;
}
