/* The server's other threads: those that run handlers, and one that watches the clock. */
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

#include <math.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "web/http_part.h"

/* Between two looks at the clock; more than the second, and the process was not running. */
#define LOOK_SECONDS 0.1
#define AWAY_SECONDS 1.0

void http_nap(double seconds)
{
    struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};
    nanosleep(&time, NULL);
}

/* --- connections and their deadlines ------------------------------------------------------------------- */

void http_notice_connection(void *object, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode code)
{
    Http *server = object;
    HttpLine *line = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        /* One that there is no memory to watch is left to libmicrohttpd's own time limit. */
        if (!(line = mem_alloc(sizeof *line)))
            return;
        line->socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        line->deadline = clock_seconds() + server->options.seconds;
        pthread_mutex_lock(&server->lock);
        line->before = &server->lines;
        line->next = server->lines;
        if (line->next)
            line->next->before = &line->next;
        server->lines = line;
        pthread_mutex_unlock(&server->lock);
        *context = line;
    } else if (line) {
        pthread_mutex_lock(&server->lock);
        *line->before = line->next;
        if (line->next)
            line->next->before = line->before;
        pthread_mutex_unlock(&server->lock);
        mem_free(line);
        *context = NULL;
    }
}

void http_set_deadline(HttpRequest *request, double deadline)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    HttpLine *line = info ? info->socket_context : NULL;
    if (!line)
        return;
    pthread_mutex_lock(&request->server->lock);
    line->deadline = deadline;
    pthread_mutex_unlock(&request->server->lock);
}

/* The lock is held. This process was stopped for a while, or its machine: nobody could be heard meanwhile. */
static void forgive(Http *server, double seconds)
{
    for (HttpLine *line = server->lines; line; line = line->next)
        line->deadline += seconds;
}

/* Cuts off those whose time is over: a client that sends a byte now and then is never idle, and would
 * otherwise keep its place for ever. */
void *http_watch(void *object)
{
    Http *server = object;
    double looked = clock_seconds();
    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        double now = clock_seconds(), away = now - looked - LOOK_SECONDS;
        if (away > AWAY_SECONDS)
            forgive(server, away);
        looked = now;
        for (HttpLine *line = server->lines; line; line = line->next)
            if (line->deadline < now)
                shutdown(line->socket, SHUT_RDWR);
        pthread_mutex_unlock(&server->lock);
        http_nap(LOOK_SECONDS);
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* --- handlers' threads --------------------------------------------------------------------------------- */

static bool same_client(HttpRequest *a, HttpRequest *b)
{
    const union MHD_ConnectionInfo *x =
        MHD_get_connection_info(a->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const union MHD_ConnectionInfo *y =
        MHD_get_connection_info(b->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (x->client_addr->sa_family != y->client_addr->sa_family)
        return false;
    if (x->client_addr->sa_family == AF_INET6)
        return memcmp(&((struct sockaddr_in6 *)x->client_addr)->sin6_addr,
                      &((struct sockaddr_in6 *)y->client_addr)->sin6_addr, sizeof(struct in6_addr)) == 0;
    return ((struct sockaddr_in *)x->client_addr)->sin_addr.s_addr ==
           ((struct sockaddr_in *)y->client_addr)->sin_addr.s_addr;
}

int http_hand_over(HttpRequest *request)
{
    Http *server = request->server;
    const HttpOptions *options = &server->options;
    int status = 0, same = 0;
    pthread_mutex_lock(&server->lock);
    for (HttpRequest *other = server->first; other && options->most_per_client; other = other->next)
        same += same_client(request, other);
    if (options->most_per_client && same >= options->most_per_client) {
        status = 429;
    } else if (server->stopping ||
               server->n_waiting + server->n_running >= options->most_waiting + options->threads) {
        status = 503;
    } else {
        MHD_suspend_connection(request->connection);
        request->next = NULL;
        *server->last = request;
        server->last = &request->next;
        server->n_waiting++;
        pthread_cond_signal(&server->change);
    }
    pthread_mutex_unlock(&server->lock);
    return status;
}

/* The lock is held. */
static HttpRequest *first_waiting(Http *server)
{
    HttpRequest *request = server->first;
    while (request && request->handed_over)
        request = request->next;
    return request;
}

/* The lock is held. */
static void unlist(Http *server, HttpRequest *request)
{
    HttpRequest **at = &server->first;
    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
    if (server->last == &request->next)
        server->last = at;
}

void *http_work(void *object)
{
    Http *server = object;
    pthread_mutex_lock(&server->lock);
    for (;;) {
        HttpRequest *request = first_waiting(server);
        if (!request && server->stopping)
            break;
        if (!request) {
            pthread_cond_wait(&server->change, &server->lock);
            continue;
        }
        request->handed_over = true;
        server->n_waiting--;
        server->n_running++;
        pthread_mutex_unlock(&server->lock);
        http_request_answer(request);
        /* One large picture should not take its room for ever. */
        if (pool_stats().cached_bytes > MOST_CACHED_BYTES)
            pool_trim();
        pthread_mutex_lock(&server->lock);
        server->n_running--;
        unlist(server, request);
        pthread_mutex_unlock(&server->lock);
        /* From here on the request belongs to the thread that sends. */
        MHD_resume_connection(request->connection);
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    scope_end_all();
    pool_trim();
    return NULL;
}

#endif
