/* One transfer: how libcurl is to behave with servers that nobody vouches for, and what its result means. */
#ifdef HAVE_CURL

#include "data/gather_fetch_part.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"

enum { MOST_REDIRECTS = 5, CONNECT_MS = 15000, SLOW_BYTES = 200, SLOW_SECONDS = 20 };

/* 10.x, 127.x, 192.168.x and their like, this network's and this machine's own. */
static bool is_private_v4(uint32_t address)
{
    static const struct {
        uint32_t from;
        int bits;
    } ranges[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
                  {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0a80000, 16}, {0xe0000000, 3}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if ((address ^ ranges[i].from) >> (32 - ranges[i].bits) == 0)
            return true;
    return false;
}

static bool is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_private_v4(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family != AF_INET6)
        return true;
    const uint8_t *bytes = ((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr;
    static const uint8_t zeros[15], mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(bytes, mapped, 12) == 0)
        return is_private_v4((uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 |
                             (uint32_t)bytes[14] << 8 | bytes[15]);
    bool own = memcmp(bytes, zeros, 15) == 0 && bytes[15] <= 1;
    return own || (bytes[0] & 0xfe) == 0xfc || (bytes[0] == 0xfe && (bytes[1] & 0x80)) || bytes[0] == 0xff;
}

/* Called by libcurl for every connection, those of redirects too. */
static curl_socket_t open_public(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    if (is_private(&address->addr)) {
        ((FetchJob *)context)->is_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype, address->protocol);
}

/* Where a proxy does the connecting, its address, which is the person's choice, is all that is seen here. */
static bool has_proxy(void)
{
    return getenv("http_proxy") || getenv("https_proxy") || getenv("HTTPS_PROXY") || getenv("all_proxy") ||
           getenv("ALL_PROXY");
}

static size_t receive(char *bytes, size_t one, size_t n, void *context)
{
    FetchJob *job = context;
    FetchAnswer *answer = &job->answer;
    (void)one;
    if (n > job->request.most_bytes - answer->n) {
        job->too_large = true;
        return 0;
    }
    if (answer->n + n > job->room) {
        size_t room = 2 * job->room > answer->n + n ? 2 * job->room : answer->n + n + 16384;
        uint8_t *grown = mem_resize(answer->bytes, job->room, room);
        if (!grown) {
            job->no_memory = true;
            return 0;
        }
        answer->bytes = grown;
        job->room = room;
    }
    memcpy(answer->bytes + answer->n, bytes, n);
    answer->n += n;
    return n;
}

static void allow_http_only(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

bool fetch_transfer_begin(CURLM *multi, FetchJob *job, const char *agent, const FetchOptions *options)
{
    const FetchRequest *request = &job->request;
    CURL *easy = job->easy = curl_easy_init();
    if (easy && request->header)
        job->headers = curl_slist_append(NULL, request->header);
    if (!easy || (request->header && !job->headers)) {
        fetch_transfer_drop(multi, job);
        error_set(ERR_MEMORY, "gather: out of memory for a transfer");
        return false;
    }
    job->answer.n = 0;
    job->is_private = job->too_large = false;
    allow_http_only(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request->no_redirects ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)options->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->most_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
    if (!options->private_too && !has_proxy()) {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, job);
    }
    if (curl_multi_add_handle(multi, easy) == CURLM_OK)
        return true;
    fetch_transfer_drop(multi, job);
    error_set(ERR_MEMORY, "gather: out of memory for a transfer");
    return false;
}

void fetch_transfer_drop(CURLM *multi, FetchJob *job)
{
    if (job->easy) {
        curl_multi_remove_handle(multi, job->easy);
        curl_easy_cleanup(job->easy);
    }
    curl_slist_free_all(job->headers);
    job->easy = NULL;
    job->headers = NULL;
}

/* Why a transfer did not come to its end; *may_pass: and that it may another time. */
static const char *explain(const FetchJob *job, CURLcode result, bool *may_pass)
{
    long asked = 0; /* bytes */
    curl_easy_getinfo(job->easy, CURLINFO_REQUEST_SIZE, &asked);
    *may_pass = false;
    if (job->is_private)
        return "leads into a private network";
    if (job->too_large || result == CURLE_FILESIZE_EXCEEDED)
        return "too large";
    if (result == CURLE_TOO_MANY_REDIRECTS)
        return "too many redirects";
    bool no_http = result == CURLE_UNSUPPORTED_PROTOCOL && asked > 0 && !job->answer.status;
    if (!no_http && (result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_URL_MALFORMAT))
        return "no http or https address";
    *may_pass = true;
    if (no_http)
        return "the answer is no HTTP";
    if (result == CURLE_OPERATION_TIMEDOUT)
        return "timed out";
    bool broken_off =
        result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING;
    return broken_off ? "broken off" : curl_easy_strerror(result);
}

bool fetch_transfer_end(CURLM *multi, FetchJob *job, CURLcode result)
{
    FetchAnswer *answer = &job->answer;
    long status = 0, n_redirects = 0;
    curl_off_t wait = 0;
    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(job->easy, CURLINFO_REDIRECT_COUNT, &n_redirects);
    curl_easy_getinfo(job->easy, CURLINFO_RETRY_AFTER, &wait);
    answer->status = (int)status;
    answer->wait = (double)wait;
    answer->problem = NULL;
    if (result != CURLE_OK)
        answer->problem = explain(job, result, &answer->may_pass);
    else if (status != 200) {
        snprintf(job->problem, sizeof job->problem, "HTTP %ld", status);
        answer->problem = job->problem;
        answer->may_pass = status == 408 || status == 429 || status >= 500;
    }
    fetch_transfer_drop(multi, job);
    return !job->is_private && n_redirects == 0 &&
           (result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_CONNECT);
}

#else
typedef int gather_transfer_needs_libcurl; /* C wants one declaration in each file */
#endif
