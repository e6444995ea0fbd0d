/* The server where there is no libmicrohttpd: http_start says so, and the rest, never reached, does nothing.
 */
#include "web/http.h"

#ifndef HAVE_MICROHTTPD

#include "base/error.h"

Http *http_start(HttpOptions options)
{
    (void)options;
    error_set(ERR_STATE, "http_start: built without libmicrohttpd");
    error_hint("install libmicrohttpd-dev, which tools/setup does, and build again");
    return NULL;
}

/* clang-format off */
int http_port(const Http *server) { (void)server; return 0; }
void http_serve(Http *server) { (void)server; }
void http_drain(Http *server) { (void)server; }
void http_load(Http *server, int *waiting, int *running) { (void)server, (void)waiting, (void)running; }
const char *http_path(const HttpRequest *request) { (void)request; return NULL; }
const char *http_rest(const HttpRequest *request) { (void)request; return NULL; }
const char *http_query(const HttpRequest *request, const char *name) { (void)request, (void)name; return NULL; }
const char *http_header(const HttpRequest *request, const char *name) { (void)request, (void)name; return NULL; }
const char *http_body(const HttpRequest *request, size_t *n) { (void)request, (void)n; return NULL; }
const char *http_type(const HttpRequest *request) { (void)request; return NULL; }
const HttpField *http_form(HttpRequest *request, const char *name) { (void)request, (void)name; return NULL; }
const HttpField *http_fields(HttpRequest *request, int *n) { (void)request, (void)n; return NULL; }
const json_t *http_json(HttpRequest *request) { (void)request; return NULL; }
int http_status_of(ErrorCode code) { (void)code; return 500; }
void http_reply(HttpRequest *request, int status, const char *type, const void *bytes, size_t n)
{ (void)request, (void)status, (void)type, (void)bytes, (void)n; }
void http_reply_text(HttpRequest *request, int status, const char *type, const char *text)
{ (void)request, (void)status, (void)type, (void)text; }
void http_reply_json(HttpRequest *request, int status, json_t *value)
{ (void)request, (void)status; json_decref(value); }
void http_reply_error(HttpRequest *request, int status, const char *format, ...)
{ (void)request, (void)status, (void)format; }
void http_reply_see_other(HttpRequest *request, const char *location) { (void)request, (void)location; }
void http_reply_header(HttpRequest *request, const char *name, const char *value)
{ (void)request, (void)name, (void)value; }
/* clang-format on */

#endif
