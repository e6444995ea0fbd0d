/* What the two halves of the downloader share: the queue, and the transfers that libcurl makes. */
#ifndef DATA_GATHER_FETCH_PART_H
#define DATA_GATHER_FETCH_PART_H

#include <curl/curl.h>

#include "data/gather_fetch.h"

/* A host, and how it wants to be asked. */
typedef struct FetchHost {
    struct FetchHost *next;
    const char *name;
    int n_running;
    double not_before;  /* clock_seconds when it may be asked again          */
    const char *closed; /* why it is asked nothing more; NULL: it is         */
} FetchHost;

typedef enum { JOB_WAITS, JOB_RUNS, JOB_DONE } JobState;

typedef struct FetchJob {
    struct FetchJob *next; /* asked for after this one */
    struct Fetcher *fetcher;
    FetchRequest request;
    FetchHost *host;
    JobState state;
    int n_tries;
    CURL *easy; /* while it runs */
    struct curl_slist *headers;
    size_t room; /* of answer.bytes */
    bool too_large, is_private, no_memory;
    FetchAnswer answer;
    char problem[100]; /* room for answer.problem */
} FetchJob;

/* Begins a transfer in `multi`; false with ERR_MEMORY. */
bool fetch_transfer_begin(CURLM *multi, FetchJob *job, const char *agent, const FetchOptions *options);
/* Fills job->answer in; `result` says how it went. Returns whether the host itself cannot be reached. */
bool fetch_transfer_end(CURLM *multi, FetchJob *job, CURLcode result);
/* Gives everything of a transfer back, done or not, but job->answer. */
void fetch_transfer_drop(CURLM *multi, FetchJob *job);

#endif
