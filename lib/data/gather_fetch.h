/* Downloads: several at once, never more than two from one host, patient with busy servers, and handed out in
 * the order in which they were asked for. Inside gather only. */
#ifndef DATA_GATHER_FETCH_H
#define DATA_GATHER_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/scope.h"

enum { FETCH_LONGEST_WAIT = 120 }; /* seconds that a server may ask for before it is left alone */

typedef struct FetchOptions {
    const char *contact; /* goes into the User-Agent                               */
    int timeout_ms;      /* of one try                                             */
    int second_ms;       /* how long a second of waiting lasts                     */
    bool private_too;    /* also addresses of this machine and its network         */
} FetchOptions;

typedef struct FetchRequest {
    const char *url;
    const char *header; /* one more, "Name: value"; NULL: none. It would go along with redirects, so: */
    bool no_redirects;
    size_t most_bytes; /* more is an error                                                     */
    double gap;        /* seconds at least between two such requests to the host               */
    void *context;     /* the caller's                                                         */
} FetchRequest;

typedef struct FetchAnswer {
    const FetchRequest *request;
    uint8_t *bytes; /* n of them; the caller may free and clear them          */
    size_t n;
    int status;          /* of HTTP; 0: no answer                             */
    const char *problem; /* NULL: all is well; "HTTP 404", "timed out" ...    */
    bool may_pass;       /* the problem may be gone another time              */
    double wait;         /* seconds that the server asked for, or 0           */
} FetchAnswer;

typedef struct Fetcher Fetcher;

/* Belongs to `scope`, and everything asked of it too. ERR_VALUE for a contact that is none,
 * ERR_STATE without libcurl. */
Fetcher *fetch_open(Scope scope, FetchOptions options);
/* Line up a request; texts are copied. */
bool fetch_add(Fetcher *fetcher, const FetchRequest *request);
int fetch_waiting(const Fetcher *fetcher); /* added, and not answered yet */
/* Works until the oldest request is done, and returns its answer, which lives until the next call. NULL when
 * there is none, or with an error: ERR_INTERRUPTED, ERR_MEMORY. */
FetchAnswer *fetch_next(Fetcher *fetcher);
/* Ask this host no more before so many seconds are over. */
void fetch_pause(Fetcher *fetcher, const char *url, double seconds);

#endif
