/* Search services: how each is asked for photos, and what its answer says. Inside gather only. */
#ifndef DATA_GATHER_PROVIDER_H
#define DATA_GATHER_PROVIDER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A photo that may be worth having. Texts are "" where nothing is known. */
typedef struct Candidate {
    const char *url, *page, *author, *licence;
    const char *path; /* of a file on this machine, instead of a download; else NULL */
} Candidate;

/* A page of results. */
typedef struct SearchPage {
    Candidate *found; /* (n), the best first                                        */
    int n;
    const char *next;    /* what asks for the next page; NULL: this was the last       */
    const char *problem; /* in the service's words, else NULL                          */
    bool busy;           /* and that will pass                                         */
} SearchPage;

typedef struct Provider {
    const char *name, *base;
    const char *key_variable, *key_header; /* of the environment and of HTTP; NULL: needs no key */
    double gap;                            /* seconds between two searches                       */
    int most_pages;
    /* The address to ask; `next` is NULL for the first page. */
    char *(*address)(const char *base, const char *query, const char *next);
    /* Fills *page from an answer of any shape; false with ERR_MEMORY. */
    bool (*read)(const json_t *answer, SearchPage *page);
} Provider;

extern const Provider provider_commons, provider_openverse, provider_inaturalist, provider_bing;

/* NULL, without an error, for other names. */
const Provider *provider_find(const char *name);
/* The n bytes of an answer as a page, in the current scope; what is no JSON is a page with a problem. NULL
 * with ERR_MEMORY. */
SearchPage *provider_read(const Provider *provider, const char *bytes, size_t n);

/* For the providers: a member's text, "" where it is missing or no text. Lives as long as `object`. */
const char *provider_text(const json_t *object, const char *name);
/* Adds a candidate, texts copied, in room made for it by provider_room; one without a web address is left
 * out. */
bool provider_room(SearchPage *page, const json_t *array);
bool provider_add(SearchPage *page, Candidate candidate);
/* Sets page->next to page `number` if there is one. */
bool provider_next_page(SearchPage *page, long long number, bool there_is_one);

#endif
