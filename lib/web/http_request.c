/* A request from its first line to its handler: is it honest, is it too long, and what does it ask? */
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "web/http_part.h"

/* --- before the body ----------------------------------------------------------------------------------- */

static bool fits(const HttpRoute *route, const char *path)
{
    size_t length = strlen(route->path);
    bool all_below = length > 1 && route->path[length - 1] == '/';
    return all_below ? strncmp(path, route->path, length) == 0 : strcmp(path, route->path) == 0;
}

static bool answers_to(const HttpRoute *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

static void find_route(HttpRequest *request)
{
    const HttpOptions *options = &request->server->options;
    char allowed[64] = "";
    for (int i = 0; i < options->n_routes; i++) {
        const HttpRoute *route = &options->routes[i];
        if (!fits(route, request->path))
            continue;
        if (answers_to(route, request->method)) {
            request->route = route;
            return;
        }
        if (!strstr(allowed, route->method))
            snprintf(allowed + strlen(allowed), sizeof allowed - strlen(allowed), "%s%s",
                     *allowed ? ", " : "", route->method);
    }
    if (!*allowed) {
        http_reply_error(request, 404, "there is nothing here");
        return;
    }
    http_reply_error(request, 405, "this wants %s", allowed);
    http_reply_header(request, "Allow", allowed);
}

/* Without the port: of "localhost:8080" and "[::1]:8080". */
static bool is_host(const char *host, const char *name)
{
    size_t length = strlen(name);
    bool bare = strncasecmp(host, name, length) == 0 && (host[length] == '\0' || host[length] == ':');
    bool bracketed = host[0] == '[' && strncasecmp(host + 1, name, length) == 0 && host[length + 1] == ']';
    return bare || bracketed;
}

/* A page elsewhere can make a browser ask any address, this machine's too, by a name of its own. The name
 * that was asked for gives it away. */
static bool host_is_ours(const HttpOptions *options, const char *host)
{
    return is_host(host, "localhost") || is_host(host, "127.0.0.1") || is_host(host, "::1") ||
           is_host(host, options->address) || (options->host && is_host(host, options->host));
}

/* Whether the page that sends this is ours. Programs send no Origin, browsers always do with a POST. */
static bool origin_is_ours(HttpRequest *request, const char *host)
{
    const char *origin = http_header(request, "Origin"), *site = http_header(request, "Sec-Fetch-Site");
    if (site && strcasecmp(site, "same-origin") != 0 && strcasecmp(site, "none") != 0)
        return false;
    if (!origin)
        return true;
    const char *name = strstr(origin, "://");
    return name && strcasecmp(name + 3, host) == 0;
}

static bool reads_only(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static size_t most_bytes(const HttpRequest *request)
{
    return request->route && request->route->most_bytes ? request->route->most_bytes : BODY_BYTES;
}

static void refuse_length(HttpRequest *request)
{
    const HttpOptions *options = &request->server->options;
    if (options->too_long) {
        options->too_long(request, options->context);
        scope_end_all(); /* nothing of ours ends this thread */
        error_clear();
    }
    double kib = (double)most_bytes(request) / 1024;
    http_reply_error(request, 413, "this has more than %.3g %s", kib < 1024 ? kib : kib / 1024,
                     kib < 1024 ? "KiB" : "MiB");
}

void http_request_check(HttpRequest *request)
{
    const char *host = http_header(request, "Host"), *length = http_header(request, "Content-Length");
    if (!host)
        http_reply_error(request, 400, "the request does not say which host it is for");
    else if (!host_is_ours(&request->server->options, host))
        http_reply_error(request, 421, "this server is not %.100s", host);
    else if (!reads_only(request->method) && !origin_is_ours(request, host))
        http_reply_error(request, 403, "this was sent by another site's page");
    else
        find_route(request);
    if (!request->reply && length && strtoull(length, NULL, 10) > most_bytes(request))
        refuse_length(request);
}

/* --- the body ------------------------------------------------------------------------------------------ */

/* Room for the body and a zero byte, out of what all requests share. */
static bool make_room(HttpRequest *request, size_t bytes)
{
    Http *server = request->server;
    if (bytes <= request->room)
        return true;
    size_t room = 2 * request->room > bytes ? 2 * request->room : bytes;
    room = room < most_bytes(request) + 1 ? room : most_bytes(request) + 1;
    pthread_mutex_lock(&server->lock);
    bool enough = server->body_bytes + room - request->room <= ALL_BODIES_BYTES;
    server->body_bytes += enough ? room - request->room : 0;
    pthread_mutex_unlock(&server->lock);
    char *body = enough ? mem_resize(request->body, request->room, room) : NULL;
    if (body) {
        request->body = body;
        request->room = room;
        return true;
    }
    pthread_mutex_lock(&server->lock);
    server->body_bytes -= enough ? room - request->room : 0;
    pthread_mutex_unlock(&server->lock);
    error_clear();
    http_reply_error(request, 503, "too busy");
    http_reply_header(request, "Retry-After", "1");
    return false;
}

bool http_request_take(HttpRequest *request, const char *bytes, size_t n)
{
    if (!request->reply && n > most_bytes(request) - request->n)
        refuse_length(request);
    if (request->reply || !make_room(request, request->n + n + 1)) {
        /* Heard out, because a client that is cut off while it sends may never read the reply. */
        request->dropped += n;
        return request->dropped <= MOST_DROPPED_BYTES;
    }
    memcpy(request->body + request->n, bytes, n);
    request->n += n;
    return true;
}

void http_request_free(HttpRequest *request)
{
    if (request->reply)
        MHD_destroy_response(request->reply);
    mem_free(request->body);
    mem_free(request);
}

/* --- the handler's turn -------------------------------------------------------------------------------- */

int http_status_of(ErrorCode code)
{
    return code == ERR_VALUE || code == ERR_SHAPE    ? 400
           : code == ERR_FILE                        ? 404
           : code == ERR_FORMAT                      ? 422
           : code == ERR_MEMORY || code == ERR_STATE ? 503
                                                     : 500;
}

/* The reply that the kept error makes. */
static void reply_kept_error(HttpRequest *request)
{
    int status = http_status_of(error_code());
    if (status >= 500 && request->server->options.log)
        fprintf(request->server->options.log, "%s: %s\n", request->path,
                error_ok() ? "the handler gave no reply" : error_text());
    if (status >= 500)
        http_reply_error(request, status, "the server cannot do this now");
    else
        http_reply_error(request, status, "%s", error_text());
}

void http_request_answer(HttpRequest *request)
{
    error_clear();
    Scope scope = scope_begin();
    request->route->handler(request, request->server->options.context);
    if (!request->reply)
        reply_kept_error(request);
    json_decref(request->json);
    scope_end(scope);
    error_clear();
}

/* --- what was asked ------------------------------------------------------------------------------------ */

const char *http_path(const HttpRequest *request)
{
    return request ? request->path : NULL;
}

const char *http_rest(const HttpRequest *request)
{
    return request && request->route ? request->path + strlen(request->route->path) : NULL;
}

const char *http_query(const HttpRequest *request, const char *name)
{
    return request && name ? MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name)
                           : NULL;
}

const char *http_header(const HttpRequest *request, const char *name)
{
    return request && name ? MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name) : NULL;
}

const char *http_body(const HttpRequest *request, size_t *n)
{
    if (!request || !n)
        return NULL;
    *n = request->n;
    return request->body ? request->body : "";
}

const char *http_type(const HttpRequest *request)
{
    const char *type = http_header(request, "Content-Type");
    char *text = scope_text("%s", type ? type : "");
    if (!text)
        return "";
    text[strcspn(text, "; \t")] = '\0';
    for (char *at = text; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return text;
}

const HttpField *http_fields(HttpRequest *request, int *n)
{
    if (!request || !n)
        return NULL;
    if (request->n_fields < 0) {
        static char nothing[1];
        const char *type = http_header(request, "Content-Type");
        request->n_fields = http_form_parse(type ? type : "", request->body ? request->body : nothing,
                                            request->n, &request->fields);
        if (request->n_fields < 0) {
            int status = error_code() == ERR_VALUE ? 415 : error_code() == ERR_FORMAT ? 400 : 503;
            http_reply_error(request, status, "%s", status == 503 ? "too busy" : error_text());
            request->n_fields = 0;
        }
    }
    *n = request->n_fields;
    return request->fields;
}

const HttpField *http_form(HttpRequest *request, const char *name)
{
    int n = 0;
    const HttpField *fields = http_fields(request, &n);
    for (int i = 0; i < n && name; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

const json_t *http_json(HttpRequest *request)
{
    if (!request || request->json)
        return request ? request->json : NULL;
    if (strcmp(http_type(request), "application/json") != 0) {
        http_reply_error(request, 415, "this wants application/json");
        return NULL;
    }
    json_error_t error;
    request->json =
        json_loadb(request->body ? request->body : "", request->n, JSON_REJECT_DUPLICATES, &error);
    if (!request->json)
        http_reply_error(request, 400, "no JSON: %s (line %d)", error.text, error.line);
    return request->json;
}

#endif
