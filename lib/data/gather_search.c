/* Searches: one service asked for one class, page after page. */
#include "data/gather_part.h"

#include "base/error.h"

enum {
    MOST_JSON = 4 << 20, /* bytes of an answer to a search          */
    MOST_BUSY = 3,       /* times that a busy service is asked      */
    BUSY_WAIT = 5,       /* seconds, where it does not say itself   */
};

/* What a service answers to one search, as a page. */
static SearchPage *read_answer(const GatherSource *source, const FetchAnswer *answer)
{
    if (answer->status == 0 || (answer->problem && answer->status == 200)) {
        SearchPage *page = scope_alloc(sizeof *page);
        if (page)
            page->problem = scope_text("%s", answer->problem);
        return page;
    }
    SearchPage *page = provider_read(source->provider, (const char *)answer->bytes, answer->n);
    if (page && answer->problem) {
        page->problem = page->problem ? scope_text("%s: %s", answer->problem, page->problem)
                                      : scope_text("%s", answer->problem);
        page->n = 0;
        page->next = NULL;
        page->busy = false; /* it was asked often enough */
    }
    return page;
}

/* In the current scope; NULL with an error. */
static SearchPage *search(GatherRun *run, const GatherSource *source, const char *next)
{
    FetchRequest request = {.url = source->provider->address(source->base, run->class->query, next),
                            .header = source->header,
                            .no_redirects = true,
                            .most_bytes = MOST_JSON,
                            .gap = source->provider->gap};
    for (int tries = 1;; tries++) {
        if (!fetch_add(run->fetcher, &request))
            return NULL;
        const FetchAnswer *answer = fetch_next(run->fetcher);
        SearchPage *page = answer ? read_answer(source, answer) : NULL;
        if (!page || !page->busy || tries == MOST_BUSY || answer->wait > FETCH_LONGEST_WAIT)
            return page;
        fetch_pause(run->fetcher, request.url, answer->wait > 0 ? answer->wait : BUSY_WAIT);
    }
}

bool gather_ask_service(GatherRun *run, const GatherSource *source)
{
    int n_found = 0;
    const char *next = NULL;
    bool good = gather_open_fetcher(run), more = true;
    for (int i = 0; good && more && i < source->provider->most_pages && run->n_here < run->options.most;
         i++) {
        Scope scope = scope_begin();
        const SearchPage *page = search(run, source, next);
        good = page != NULL;
        more = good && page->next;
        if (good && page->problem)
            good = gather_note_trouble(run, source->name, page->problem);
        if (good) {
            n_found += page->n + (page->problem != NULL);
            good = gather_take_all(run, source->name, page->found, page->n);
        }
        if (good && more)
            good = (next = gather_lasting(run->outer, page->next)) != NULL;
        scope_end(scope);
    }
    if (good && n_found == 0 && run->n_here < run->options.most)
        good =
            gather_note_trouble(run, source->name, scope_text("found nothing for '%s'", run->class->query));
    return good;
}
