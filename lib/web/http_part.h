/* What the files of the server share. Inside web only, and only where there is libmicrohttpd. */
#ifndef WEB_HTTP_PART_H
#define WEB_HTTP_PART_H

#include <microhttpd.h>
#include <pthread.h>

#include "web/http.h"

/* A connection, and until when something must have come or gone on it. */
typedef struct HttpLine {
    struct HttpLine *next, **before;
    int socket;
    double deadline; /* on the clock; INFINITY while a handler has its turn */
} HttpLine;

struct HttpRequest {
    Http *server;
    struct MHD_Connection *connection;
    const HttpRoute *route;
    const char *method, *path; /* libmicrohttpd keeps them as long as the request */
    char *body;
    size_t n, room, dropped; /* bytes of the body: kept, had memory for, thrown away */
    bool handed_over;        /* the handler has it, or has had it                    */
    int status;
    struct MHD_Response *reply;
    HttpField *fields;
    int n_fields; /* -1: not looked at yet */
    json_t *json;
    double began;
    HttpRequest *next; /* in the list of those that wait or run */
};

struct Http {
    HttpOptions options;
    struct MHD_Daemon *daemon;
    pthread_t *threads, watch;
    int n_threads;
    bool has_watch;
    int listening; /* the socket that was listened at, to be closed last; -1 */

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t change;
    HttpRequest *first, **last; /* wait or run; those that wait are the last of them */
    int n_waiting, n_running;
    int n_open;        /* requests that have begun and are not answered yet */
    size_t body_bytes; /* of all of them                                    */
    HttpLine *lines;
    bool draining, stopping;
};

enum {
    BODY_BYTES = 64 * 1024,        /* unless a route says otherwise                                   */
    ALL_BODIES_BYTES = 256 << 20,  /* of all requests together: more get 503                          */
    MOST_DROPPED_BYTES = 64 << 20, /* of one that is refused, before it is cut off in mid-sentence    */
    MOST_CACHED_BYTES = 8 << 20,   /* that a thread keeps for its next request */
    REPLY_SECONDS = 60,            /* for a reply to be taken                                         */
};

/* http_threads.c */
void http_nap(double seconds);
/* libmicrohttpd tells it of every connection that comes and goes. */
void http_notice_connection(void *server, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode code);
/* Until when something must happen on the request's connection. */
void http_set_deadline(HttpRequest *request, double deadline);
/* Puts a request into the queue and lets its connection rest, or says why not: the status, 0 if it is in. */
int http_hand_over(HttpRequest *request);
void *http_work(void *server);  /* a thread: runs handlers until the server stops */
void *http_watch(void *server); /* a thread: cuts off who is late                 */

/* http_request.c: finds the route and sees that this is an honest request; else it has its reply. */
void http_request_check(HttpRequest *request);
/* Keeps the next bytes of the body, or drops them when the request is refused. False: cut the connection. */
bool http_request_take(HttpRequest *request, const char *bytes, size_t n);
/* Runs the handler in this thread. */
void http_request_answer(HttpRequest *request);
void http_request_free(HttpRequest *request);

#endif
