/* Replies, and the headers that tell a browser what these pages may do. */
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "web/http_part.h"

/* What every reply says. Pages may load nothing from elsewhere, run no script that stands in them, be framed
 * by nobody, and use the camera but nothing else of the machine. */
static const char *const headers[][2] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' "
     "blob:; "
     "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(self), microphone=(), geolocation=(), interest-cohort=()"},
    /* Not no-referrer: with it a browser hides the Origin of our own forms too. */
    {"Referrer-Policy", "same-origin"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

static void reply_with(HttpRequest *request, int status, const char *type, struct MHD_Response *reply)
{
    bool ready = reply && MHD_add_response_header(reply, "Content-Type", type) == MHD_YES;
    for (size_t i = 0; ready && i < sizeof headers / sizeof *headers; i++)
        ready = MHD_add_response_header(reply, headers[i][0], headers[i][1]) == MHD_YES;
    if (ready) {
        request->reply = reply;
        request->status = status;
    } else if (reply) {
        MHD_destroy_response(reply);
    }
}

void http_reply(HttpRequest *request, int status, const char *type, const void *bytes, size_t n)
{
    if (!request || request->reply || !type || !bytes)
        return;
    /* libmicrohttpd copies, and does not change, what it is given here. */
    reply_with(request, status, type,
               MHD_create_response_from_buffer(n, (void *)bytes, MHD_RESPMEM_MUST_COPY));
}

void http_reply_text(HttpRequest *request, int status, const char *type, const char *text)
{
    if (text)
        http_reply(request, status, type, text, strlen(text));
}

void http_reply_json(HttpRequest *request, int status, json_t *value)
{
    char *text =
        value ? json_dumps(value, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(7)) : NULL;
    json_decref(value);
    if (text)
        http_reply_text(request, status, "application/json", text);
    else
        http_reply_text(request, 500, "application/json",
                        "{\"error\":\"the server cannot do this now\",\"status\":500}");
    free(text);
}

void http_reply_error(HttpRequest *request, int status, const char *format, ...)
{
    if (!request || request->reply)
        return;
    char text[ERROR_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    /* What came from outside may be no UTF-8, which JSON cannot hold. */
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < ' ' || (unsigned char)*at > '~')
            *at = '?';
    json_t *value = json_pack("{s:s, s:i}", "error", text, "status", status);
    if (value && status < 500 && *error_advice())
        json_object_set_new(value, "hint", json_string(error_advice()));
    http_reply_json(request, status, value);
}

void http_reply_see_other(HttpRequest *request, const char *location)
{
    if (!request || request->reply || !location)
        return;
    http_reply_text(request, 303, "text/plain; charset=utf-8", "");
    http_reply_header(request, "Location", location);
}

void http_reply_header(HttpRequest *request, const char *name, const char *value)
{
    if (!request || !request->reply || !name || !value)
        return;
    const char *old;
    while ((old = MHD_get_response_header(request->reply, name)) &&
           MHD_del_response_header(request->reply, name, old))
        ;
    MHD_add_response_header(request->reply, name, value);
}

#endif
