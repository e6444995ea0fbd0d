/* The server from start to stop, and the thread of it that receives and sends. */
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

#include <arpa/inet.h>
#include <math.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/scope.h"
#include "web/http_part.h"

/* --- the thread that receives and sends ---------------------------------------------------------------- */

static enum MHD_Result send_reply(HttpRequest *request)
{
    http_set_deadline(request, clock_seconds() + REPLY_SECONDS);
    pthread_mutex_lock(&request->server->lock);
    bool draining = request->server->draining;
    pthread_mutex_unlock(&request->server->lock);
    if (draining)
        http_reply_header(request, "Connection", "close");
    return request->reply ? MHD_queue_response(request->connection, (unsigned)request->status, request->reply)
                          : MHD_NO;
}

static enum MHD_Result begin(Http *server, struct MHD_Connection *connection, const char *url,
                             const char *method, void **state)
{
    HttpRequest *request = mem_alloc(sizeof *request);
    if (!request) {
        error_clear();
        return MHD_NO;
    }
    *request = (HttpRequest){.server = server,
                             .connection = connection,
                             .path = url,
                             .method = method,
                             .n_fields = -1,
                             .began = clock_seconds()};
    *state = request;
    pthread_mutex_lock(&server->lock);
    server->n_open++;
    pthread_mutex_unlock(&server->lock);
    http_request_check(request);
    /* Nobody has to send what will not be read: with Expect, curl and browsers wait for leave to go on. */
    bool asks = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Expect") != NULL;
    return request->reply && asks ? send_reply(request) : MHD_YES;
}

static enum MHD_Result on_request(void *object, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes, size_t *n,
                                  void **state)
{
    (void)version;
    HttpRequest *request = *state;
    if (!request)
        return begin(object, connection, url, method, state);
    if (*n) {
        bool taken = http_request_take(request, bytes, *n);
        *n = 0;
        return taken ? MHD_YES : MHD_NO;
    }
    if (!request->reply && !request->handed_over) {
        http_set_deadline(request, INFINITY);
        int status = http_hand_over(request);
        if (!status)
            return MHD_YES;
        http_reply_error(request, status, status == 429 ? "too many requests from you at once" : "too busy");
        http_reply_header(request, "Retry-After", "1");
    }
    return send_reply(request);
}

/* The path was decoded: what would end a line, or play with a terminal, is told by a dot. */
static void log_request(FILE *log, const HttpRequest *request)
{
    char path[200];
    size_t n = 0;
    for (const char *c = request->path; *c && n < sizeof path - 1; c++)
        path[n++] = (unsigned char)*c < ' ' || *c == 0x7f ? '.' : *c;
    path[n] = '\0';
    fprintf(log, "%s %s %d %.1f ms\n", request->method, path, request->status,
            1e3 * (clock_seconds() - request->began));
    fflush(log);
}

static void on_end(void *object, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    Http *server = object;
    HttpRequest *request = *state;
    (void)connection;
    if (!request)
        return;
    if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        http_set_deadline(request, clock_seconds() + server->options.seconds);
    if (server->options.log)
        log_request(server->options.log, request);
    pthread_mutex_lock(&server->lock);
    server->n_open--;
    server->body_bytes -= request->room;
    pthread_mutex_unlock(&server->lock);
    http_request_free(request);
    *state = NULL;
}

/* --- start and stop ------------------------------------------------------------------------------------ */

static bool read_address(const HttpOptions *options, struct sockaddr_storage *address)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found;
    char port[16];
    snprintf(port, sizeof port, "%d", options->port);
    if (options->port < 0 || options->port > 65535 ||
        getaddrinfo(options->address, port, &hints, &found) != 0) {
        error_set(ERR_VALUE, "http_start: cannot listen at %s, port %d", options->address, options->port);
        error_hint("the address is one of this machine's, in numbers: 127.0.0.1, or 0.0.0.0 for all of them");
        return false;
    }
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

/* Nobody gets in any more. */
static void close_door(Http *server)
{
    int listening = MHD_quiesce_daemon(server->daemon);
    if (listening < 0)
        return;
    server->listening = listening;
    shutdown(listening, SHUT_RDWR);
    pthread_mutex_lock(&server->lock);
    server->draining = true;
    pthread_mutex_unlock(&server->lock);
}

static void stop(Http *server)
{
    if (!server->daemon)
        return;
    close_door(server);
    /* Handlers first: libmicrohttpd must not be stopped while connections rest. */
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->change);
    pthread_mutex_unlock(&server->lock);
    for (int i = 0; i < server->n_threads; i++)
        pthread_join(server->threads[i], NULL);
    if (server->has_watch)
        pthread_join(server->watch, NULL);
    server->n_threads = server->has_watch = 0;
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
    if (server->listening >= 0)
        close(server->listening);
    server->listening = -1;
}

static void close_server(void *object)
{
    Http *server = object;
    stop(server);
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->change);
}

/* What %XX stands for, but for a zero byte, where a text would end: /private%00x must not be /private to us
 * and something else to a proxy that guards it. */
static size_t unescape(void *object, struct MHD_Connection *connection, char *text)
{
    (void)object;
    (void)connection;
    size_t n = MHD_http_unescape(text);
    for (size_t i = 0; i < n; i++)
        text[i] = text[i] ? text[i] : '\1';
    return n;
}

static bool start_daemon(Http *server)
{
    const HttpOptions *options = &server->options;
    struct sockaddr_storage address = {0};
    if (!read_address(options, &address))
        return false;
    unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                     (address.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0);
    server->daemon =
        MHD_start_daemon(flags, (uint16_t)options->port, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
                         &address, MHD_OPTION_NOTIFY_COMPLETED, on_end, server, MHD_OPTION_NOTIFY_CONNECTION,
                         http_notice_connection, server, MHD_OPTION_CONNECTION_LIMIT,
                         (unsigned)options->most_connections, MHD_OPTION_CONNECTION_TIMEOUT,
                         (unsigned)ceil(options->seconds) + REPLY_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                         (size_t)32 * 1024, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_END);
    if (!server->daemon) {
        error_set(ERR_DEVICE, "http_start: cannot listen at %s, port %d", options->address, options->port);
        error_hint("another program has the port; choose another one");
    }
    return server->daemon != NULL;
}

static bool start_threads(Http *server)
{
    for (int i = 0; i < server->options.threads; i++) {
        if (pthread_create(&server->threads[i], NULL, http_work, server) != 0)
            break;
        server->n_threads++;
    }
    server->has_watch = pthread_create(&server->watch, NULL, http_watch, server) == 0;
    if (server->n_threads < server->options.threads || !server->has_watch)
        return error_set(ERR_STATE, "http_start: cannot start %d threads", server->options.threads + 1);
    return true;
}

Http *http_start(HttpOptions options)
{
    if (!options.routes)
        return NULL;
    Http *server = scope_alloc(sizeof *server);
    if (!server)
        return NULL;
    options.address = options.address ? options.address : "127.0.0.1";
    options.threads = options.threads > 0 ? options.threads : 1;
    options.most_waiting = options.most_waiting > 0 ? options.most_waiting : 64;
    options.most_connections = options.most_connections > 0 ? options.most_connections : 512;
    options.seconds = options.seconds > 0 ? options.seconds : 15;
    server->options = options;
    server->last = &server->first;
    server->listening = -1;
    server->threads = scope_alloc((size_t)options.threads * sizeof *server->threads);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->change, NULL);
    if (!scope_defer(close_server, server) || !server->threads)
        return NULL;

    /* Signals go to the thread that called, which waits for them in http_serve. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = start_daemon(server) && start_threads(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started)
        stop(server);
    return started ? server : NULL;
}

int http_port(const Http *server)
{
    if (!server || !server->daemon)
        return 0;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

void http_load(Http *server, int *waiting, int *running)
{
    if (!server)
        return;
    pthread_mutex_lock(&server->lock);
    *waiting = server->n_waiting;
    *running = server->n_running;
    pthread_mutex_unlock(&server->lock);
}

void http_drain(Http *server)
{
    if (!server || !server->daemon)
        return;
    close_door(server);
    for (double end = clock_seconds() + server->options.seconds; clock_seconds() < end; http_nap(0.01)) {
        pthread_mutex_lock(&server->lock);
        bool idle = server->n_open == 0;
        pthread_mutex_unlock(&server->lock);
        if (idle)
            break;
    }
    stop(server);
}

void http_serve(Http *server)
{
    if (!server)
        return;
    while (!program_interrupted())
        http_nap(0.2);
    http_drain(server);
}

#endif
