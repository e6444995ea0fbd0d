/* The queue of downloads: which may begin when, and what is tried again. */
#include "data/gather_fetch.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/scope.h"

#ifdef HAVE_CURL

#include "data/gather_fetch_part.h"

enum {
    PER_HOST = 2,
    AT_ONCE = 16,
    MOST_TRIES = 3,
    POLL_MS = 200, /* so soon Ctrl-C is heard */
};

struct Fetcher {
    FetchOptions options;
    const char *agent;
    Scope scope;
    CURLM *multi;
    FetchHost *hosts;
    FetchJob *first, *last; /* in the order of asking */
    FetchJob *given;        /* whose answer the caller holds */
    int n_jobs, n_running;
};

static void free_answer(FetchJob *job)
{
    mem_free(job->answer.bytes);
    job->answer.bytes = NULL;
}

static void close_fetcher(void *object)
{
    Fetcher *fetcher = object;
    for (FetchJob *job = fetcher->first; job; job = job->next) {
        fetch_transfer_drop(fetcher->multi, job);
        free_answer(job);
    }
    if (fetcher->given)
        free_answer(fetcher->given);
    curl_multi_cleanup(fetcher->multi);
    curl_global_cleanup();
}

static const char *keep(const Fetcher *fetcher, const char *text)
{
    char *copy = text ? scope_alloc_in(fetcher->scope, strlen(text) + 1) : NULL;
    return copy ? strcpy(copy, text) : NULL;
}

/* An e-mail or web address that can stand in a header. */
static bool is_contact(const char *contact)
{
    if (!contact || strlen(contact) > 200 || (!strchr(contact, '@') && !strstr(contact, "://")))
        return false;
    for (const char *at = contact; *at; at++)
        if (*at <= ' ' || *at > '~' || strchr("()\\", *at))
            return false;
    return true;
}

Fetcher *fetch_open(Scope scope, FetchOptions options)
{
    if (!is_contact(options.contact)) {
        error_set(ERR_VALUE,
                  "gather: services on the web are not asked without a contact: an e-mail or web address");
        error_hint("make gather ... CONTACT=you@example.org; they use it to tell you before they block you");
        return NULL;
    }
    Fetcher *fetcher = scope_alloc_in(scope, sizeof *fetcher);
    if (!fetcher)
        return NULL;
    fetcher->options = options;
    fetcher->scope = scope;
    const char *version = curl_version_info(CURLVERSION_NOW)->version;
    fetcher->agent = keep(fetcher, scope_text("gather/1.0 (%s) libcurl/%s", options.contact, version));
    if (!fetcher->agent)
        return NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(ERR_STATE, "gather: libcurl cannot start");
    fetcher->multi = curl_multi_init();
    if (!fetcher->multi) {
        curl_global_cleanup();
        return error_set(ERR_MEMORY, "gather: out of memory for libcurl");
    }
    return scope_defer_in(scope, close_fetcher, fetcher) ? fetcher : NULL;
}

/* --- adding ---------------------------------------------------------------------------------- */

/* What stands between :// and the next /, ? or #, in small letters; "" for what is no address of the web. */
static const char *host_name(const char *url)
{
    size_t scheme = strncasecmp(url, "http://", 7) == 0 ? 7 : strncasecmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t length = scheme ? strcspn(url + scheme, "/?#") : 0;
    if (memchr(url + scheme, '@', length) || memchr(url + scheme, '\\', length))
        length = 0; /* a name and password, which no photo needs */
    char *name = scope_text("%.*s", (int)(length < 300 ? length : 0), url + scheme);
    for (char *at = name; at && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return name;
}

static FetchHost *host_of(Fetcher *fetcher, const char *url)
{
    const char *name = host_name(url);
    if (!name)
        return NULL;
    for (FetchHost *host = fetcher->hosts; host; host = host->next)
        if (strcmp(host->name, name) == 0)
            return host;
    FetchHost *host = scope_alloc_in(fetcher->scope, sizeof *host);
    if (!host || !(host->name = keep(fetcher, name)))
        return NULL;
    if (!*name)
        host->closed = "no http or https address";
    host->next = fetcher->hosts;
    return fetcher->hosts = host;
}

bool fetch_add(Fetcher *fetcher, const FetchRequest *request)
{
    if (!fetcher || !request || !request->url)
        return false;
    FetchJob *job = scope_alloc_in(fetcher->scope, sizeof *job);
    FetchHost *host = job ? host_of(fetcher, request->url) : NULL;
    if (!host)
        return false;
    job->request = *request;
    job->request.url = keep(fetcher, request->url);
    job->request.header = keep(fetcher, request->header);
    if (!job->request.url || (request->header && !job->request.header))
        return false;
    job->answer.request = &job->request;
    job->host = host;
    if (fetcher->last)
        fetcher->last->next = job;
    else
        fetcher->first = job;
    fetcher->last = job;
    fetcher->n_jobs++;
    return true;
}

int fetch_waiting(const Fetcher *fetcher)
{
    return fetcher ? fetcher->n_jobs : 0;
}

/* --- working --------------------------------------------------------------------------------- */

static void hold(const Fetcher *fetcher, FetchHost *host, double seconds)
{
    double until = clock_seconds() + seconds * fetcher->options.second_ms / 1000;
    if (until > host->not_before)
        host->not_before = until;
}

void fetch_pause(Fetcher *fetcher, const char *url, double seconds)
{
    FetchHost *host = fetcher && url ? host_of(fetcher, url) : NULL;
    if (host)
        hold(fetcher, host, seconds);
}

/* Begins what may begin now; *soonest is the time at which more may. False with an error. */
static bool begin_jobs(Fetcher *fetcher, double now, double *soonest)
{
    for (FetchJob *job = fetcher->first; job; job = job->next) {
        FetchHost *host = job->host;
        if (job->state != JOB_WAITS)
            continue;
        if (host->closed) {
            job->answer.problem = host->closed;
            job->answer.may_pass = *host->name != '\0';
            job->state = JOB_DONE;
            continue;
        }
        if (fetcher->n_running == AT_ONCE || host->n_running == PER_HOST)
            continue;
        if (host->not_before > now) {
            if (host->not_before < *soonest)
                *soonest = host->not_before;
            continue;
        }
        if (!fetch_transfer_begin(fetcher->multi, job, fetcher->agent, &fetcher->options))
            return false;
        job->state = JOB_RUNS;
        job->n_tries++;
        host->n_running++;
        fetcher->n_running++;
        if (job->request.gap > 0)
            hold(fetcher, host, job->request.gap);
    }
    return true;
}

/* A transfer has ended: done, or tried again after a wait that doubles each time and is never shorter than
 * what the server asks for. */
static bool end_job(Fetcher *fetcher, FetchJob *job, CURLcode result)
{
    FetchHost *host = job->host;
    FetchAnswer *answer = &job->answer;
    bool unreachable = fetch_transfer_end(fetcher->multi, job, result);
    fetcher->n_running--;
    host->n_running--;
    job->state = JOB_DONE;
    if (job->no_memory)
        return false;
    if (!answer->problem || !answer->may_pass)
        return true;
    if (answer->wait > FETCH_LONGEST_WAIT)
        answer->problem = host->closed =
            keep(fetcher, scope_text("%s, asks to wait %.0f seconds", answer->problem, answer->wait));
    else if (job->n_tries < MOST_TRIES) {
        double backoff = (double)(1 << (job->n_tries - 1));
        hold(fetcher, host, answer->wait > backoff ? answer->wait : backoff);
        job->state = JOB_WAITS;
    } else if (unreachable)
        host->closed = keep(fetcher, answer->problem);
    return answer->problem != NULL; /* NULL: there was no memory for its text */
}

/* One round: begin, let libcurl work, take in what has ended, sleep until something happens. */
static bool work(Fetcher *fetcher)
{
    double now = clock_seconds(), soonest = now + POLL_MS / 1000.0;
    if (program_interrupted()) {
        error_set(ERR_INTERRUPTED, "gather: interrupted");
        error_hint("the same line again goes on from here");
        return false;
    }
    int n_running, n_left;
    if (!begin_jobs(fetcher, now, &soonest))
        return false;
    curl_multi_perform(fetcher->multi, &n_running);
    bool ended = false;
    for (CURLMsg *message; (message = curl_multi_info_read(fetcher->multi, &n_left)); ended = true) {
        char *job = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        if (!end_job(fetcher, (FetchJob *)(void *)job, message->data.result))
            return false;
    }
    if (!ended && fetcher->first->state != JOB_DONE) {
        int sleep_ms = (int)((soonest - now) * 1000) + 1;
        curl_multi_poll(fetcher->multi, NULL, 0, sleep_ms, NULL);
    }
    return true;
}

FetchAnswer *fetch_next(Fetcher *fetcher)
{
    if (!fetcher)
        return NULL;
    if (fetcher->given)
        free_answer(fetcher->given);
    fetcher->given = NULL;
    FetchJob *job = fetcher->first;
    if (!job)
        return NULL;
    while (job->state != JOB_DONE)
        if (!work(fetcher))
            return NULL;
    fetcher->first = job->next;
    if (!fetcher->first)
        fetcher->last = NULL;
    fetcher->n_jobs--;
    fetcher->given = job;
    return &job->answer;
}

#else

Fetcher *fetch_open(Scope scope, FetchOptions options)
{
    (void)scope, (void)options;
    error_set(ERR_STATE, "gather: this was built without libcurl, and reaches nothing on the web");
    error_hint("tools/setup installs it; folders of photos on this machine work without");
    return NULL;
}

bool fetch_add(Fetcher *fetcher, const FetchRequest *request)
{
    (void)fetcher, (void)request;
    return false;
}

int fetch_waiting(const Fetcher *fetcher)
{
    (void)fetcher;
    return 0;
}

FetchAnswer *fetch_next(Fetcher *fetcher)
{
    (void)fetcher;
    return NULL;
}

void fetch_pause(Fetcher *fetcher, const char *url, double seconds)
{
    (void)fetcher, (void)url, (void)seconds;
}

#endif
