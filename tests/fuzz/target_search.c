/* Answers of search services; the first byte says which. */
#include <string.h>

#include "data/gather_provider.h"
#include "tests/fuzz/targets.h"

void fuzz_search(const uint8_t *bytes, size_t n)
{
    static const Provider *const all[] = {&provider_commons, &provider_openverse, &provider_inaturalist,
                                          &provider_bing};
    if (n == 0)
        return;
    const SearchPage *page = provider_read(all[*bytes % 4], (const char *)bytes + 1, n - 1);
    fuzz_promise(page != NULL, "there is always a page");
    for (int i = 0; i < page->n; i++) {
        const Candidate *found = &page->found[i];
        fuzz_promise(strncasecmp(found->url, "http", 4) == 0, "addresses are of the web");
        fuzz_promise(found->page && found->author && found->licence && !found->path, "texts are never NULL");
    }
    fuzz_promise(!page->next || strlen(page->next) > 0, "the next page has a name");
    fuzz_end(1);
}
