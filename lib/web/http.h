/* A small web server for one person or a crowd: routes, forms, JSON, limits, and manners. (chapters 21, 22)
 *
 * One thread receives and sends for all connections; handlers are run by `threads` others, one by default, so
 * that handlers of a program for one person need no locks. Before a handler runs, its thread's error is clear
 * and a scope is open that ends with the request. What does not look like an honest request never reaches
 * one: unknown paths get 404, wrong methods 405, bodies that are too long 413, a Host that is not this server
 * 421, a POST from another site's page 403, and when too much is waiting 429 or 503. Errors are JSON:
 * {"error": "...", "hint": "...", "status": 404}.
 *
 * Needs libmicrohttpd; without it http_start says so. */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "web/http_form.h"

typedef struct Http Http;
typedef struct HttpRequest HttpRequest;
typedef void (*HttpHandler)(HttpRequest *request, void *context);

typedef struct HttpRoute {
    const char *method; /* "GET", which answers HEAD too, or "POST"                               */
    const char *path;   /* "/api/info"; one that ends in a slash, "/photos/", gets all that is below */
    HttpHandler handler;
    size_t most_bytes; /* of a body; 0: 64 KiB                                                   */
} HttpRoute;

typedef struct HttpOptions {
    const char *address;     /* to listen at; NULL: 127.0.0.1, which only this machine reaches     */
    int port;                /* 0: one that is free                                                */
    const HttpRoute *routes; /* kept, not copied; the first that fits counts                       */
    int n_routes;
    void *context;        /* for the handlers                                                   */
    HttpHandler too_long; /* may reply to a longer body, in the thread that receives; or NULL   */
    int threads;          /* that run handlers; 0: 1                                            */
    int most_waiting;     /* requests that wait for a thread: more get 503; 0: 64               */
    int most_per_client;  /* of one address that wait or run: more get 429; 0: no limit         */
    int most_connections; /* 0: 512; more are let in when others leave                          */
    double seconds;       /* for a request to come in whole, after which it is cut off; 0: 15   */
    const char *host;     /* another name that it may be asked by, "bears.example.org", or NULL */
    FILE *log;            /* gets a line for each request, or NULL                              */
} HttpOptions;

/* Starts to serve, in threads of its own; the server belongs to the current scope, which stops it. NULL with
 * ERR_STATE (built without libmicrohttpd, no thread to be had), ERR_VALUE (address) or ERR_DEVICE (port). */
Http *http_start(HttpOptions options);
int http_port(const Http *server);

/* Waits for Ctrl-C or SIGTERM, caught by program_catch_interrupt, then http_drain. */
void http_serve(Http *server);
/* Lets nobody in any more, answers what has come, for at most `seconds`, and stops. */
void http_drain(Http *server);
/* Requests that wait for a thread, and that have one. */
void http_load(Http *server, int *waiting, int *running);

/* --- what was asked; all of it lives as long as the request -------------------------------------------- */

const char *http_path(const HttpRequest *request);
/* What follows the path of a route that ends in a slash: "7" of "/photos/7". Percent signs are decoded: it
 * may hold anything, and is no name of a file. */
const char *http_rest(const HttpRequest *request);
/* Of "?name=value"; NULL when there is none. */
const char *http_query(const HttpRequest *request, const char *name);
const char *http_header(const HttpRequest *request, const char *name); /* NULL when there is none */
/* The body as it came, a zero byte after its last. */
const char *http_body(const HttpRequest *request, size_t *n);
/* The content type without its parameters, in lower case: "image/jpeg"; "" when there is none. */
const char *http_type(const HttpRequest *request);

/* The first field of a form with this name. NULL when there is none; when the body is no form at all the
 * request has its reply already, 400 or 415, and what the handler says after that does not count. */
const HttpField *http_form(HttpRequest *request, const char *name);
const HttpField *http_fields(HttpRequest *request, int *n); /* all of them */
/* The body as JSON. NULL, with 400 or 415 as the reply, when it is none. */
const json_t *http_json(HttpRequest *request);

/* --- what is answered; the first reply counts --------------------------------------------------------------
 *
 * A handler that returns without a reply leaves it to the error that is kept. From 500 on the text goes to
 * the log only. */

/* ERR_VALUE and ERR_SHAPE 400, ERR_FILE 404, ERR_FORMAT 422, ERR_MEMORY and ERR_STATE 503, else 500. */
int http_status_of(ErrorCode code);

/* The bytes are copied. */
void http_reply(HttpRequest *request, int status, const char *type, const void *bytes, size_t n);
void http_reply_text(HttpRequest *request, int status, const char *type, const char *text);
void http_reply_json(HttpRequest *request, int status, json_t *value); /* takes the value; NULL: 500 */
void http_reply_error(HttpRequest *request, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* 303: the browser asks for another page with GET, as it should after a form. */
void http_reply_see_other(HttpRequest *request, const char *location);
/* Adds to the reply, or replaces what every reply has: "Cache-Control" (no-store), "Content-Security-Policy"
 * (nothing but from this server, pictures also from blob: and data:) and the like. After the reply. */
void http_reply_header(HttpRequest *request, const char *name, const char *value);

#endif
