/* The server as a client sees it: who is let in, what is refused and how. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "tests/web/client.h"
#include "web/http.h"

#ifndef HAVE_MICROHTTPD

Test(http, says_what_is_missing)
{
    HttpRoute route = {"GET", "/", NULL, 0};
    cr_expect_null(http_start((HttpOptions){.routes = &route, .n_routes = 1}));
    cr_expect(eq(str, (char *)error_text(), "http_start: built without libmicrohttpd"));
    scope_end_all();
}

#else

/* --- a server to ask --------------------------------------------------------------------------------------
 */

static void hello(HttpRequest *request, void *context)
{
    (void)context;
    const char *name = http_query(request, "name");
    http_reply_text(request, 200, "text/plain; charset=utf-8", scope_text("hello %s", name ? name : "you"));
}

static void rest(HttpRequest *request, void *context)
{
    (void)context;
    http_reply_text(request, 200, "text/plain", http_rest(request));
}

static void echo_form(HttpRequest *request, void *context)
{
    (void)context;
    const HttpField *photo = http_form(request, "photo");
    if (!photo)
        http_reply_error(request, 400, "no photo");
    else
        http_reply(request, 200, "application/octet-stream", photo->bytes, photo->n);
}

static void sum(HttpRequest *request, void *context)
{
    (void)context;
    double total = 0;
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(http_json(request), "numbers"), i, value) total +=
        json_number_value(value);
    http_reply_json(request, 200, json_pack("{s:f}", "sum", total));
}

/* Sets the error that the path names; a later request must know nothing of it. */
static void fail(HttpRequest *request, void *context)
{
    (void)context;
    if (error_ok() && *http_rest(request))
        error_set((ErrorCode)atoi(http_rest(request)), "fail: of kind %s", http_rest(request));
    error_hint("ask for something else");
}

static const HttpRoute routes[] = {
    {"GET", "/", hello, 0},      {"GET", "/below/", rest, 0}, {"POST", "/form", echo_form, 1 << 20},
    {"POST", "/sum", sum, 200},  {"GET", "/fail/", fail, 0},  {"GET", "/both", hello, 0},
    {"POST", "/both", hello, 0},
};
enum { N_ROUTES = sizeof routes / sizeof *routes };

static Http *start(HttpOptions options)
{
    options.routes = routes;
    options.n_routes = N_ROUTES;
    Http *server = http_start(options);
    cr_assert(server != NULL, "%s", error_text());
    return server;
}

static Reply say(int port, const char *text)
{
    int line = client_connect(port);
    client_say(line, text);
    Reply reply = client_hear(line);
    close(line);
    return reply;
}

/* --- who is answered, and how -----------------------------------------------------------------------------
 */

Test(http, answers_each_as_it_deserves)
{
    int port = http_port(start((HttpOptions){0}));
    static const struct {
        const char *request;
        int status;
        const char *body; /* part of it */
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "hello you"},
        {"GET /?name=a%20b+c HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n", 200, "hello a b c"},
        {"GET /below/x/..%2fy HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200, "x/../y"},
        {"GET /%00y HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "there is nothing here"},
        {"GET /?name=a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "hello a\1b"},
        {"GET /below HTTP/1.1\r\nHost: localhost\r\n\r\n", 404,
         "{\"error\":\"there is nothing here\",\"status\":404}"},
        {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405,
         "\"error\":\"this wants GET\""},
        {"BREW /both HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "\"error\":\"this wants GET, POST\""},
        {"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 421, "this server is not"},
        {"GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", 421, "this server is not evil.example:80"},
        {"GET / HTTP/1.0\r\n\r\n", 400, "does not say which host"},
        /* libmicrohttpd's own words */
        {"nonsense\r\n\r\n", 0, ""},
        /* Another site's page asks; so does a frame without an origin; then our own. */
        {"POST /sum HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://evil.example\r\nContent-Length: "
         "2\r\n\r\n{}",
         403, "another site"},
        {"POST /sum HTTP/1.1\r\nHost: localhost:1\r\nOrigin: null\r\nContent-Length: 2\r\n\r\n{}", 403,
         "another site"},
        {"POST /sum HTTP/1.1\r\nHost: localhost:1\r\nSec-Fetch-Site: cross-site\r\nContent-Length: "
         "2\r\n\r\n{}",
         403, "another site"},
        {"POST /sum HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://localhost:1\r\nSec-Fetch-Site: "
         "same-origin\r\n"
         "Content-Type: application/json; charset=utf-8\r\nContent-Length: 19\r\n\r\n{\"numbers\":[1,2.5]}",
         200, "{\"sum\":3.5}"},
        {"POST /sum HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
         "12\r\n\r\n"
         "{\"numbers\":[",
         400, "no JSON"},
        {"POST /sum HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 415, "application/json"},
        {"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
         415, "text/plain is no form"},
        {"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
         "Content-Length: 14\r\n\r\na=1&photo=%41+",
         200, "A "},
        {"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
         "Content-Length: 3\r\n\r\na=1",
         400, "no photo"},
        {"GET /fail/2 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
         "{\"error\":\"fail: of kind 2\",\"status\":400,\"hint\":\"ask for something else\"}"},
        {"GET /fail/4 HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "fail: of kind 4"},
        {"GET /fail/5 HTTP/1.1\r\nHost: localhost\r\n\r\n", 422, "fail: of kind 5"},
        {"GET /fail/3 HTTP/1.1\r\nHost: localhost\r\n\r\n", 503,
         "{\"error\":\"the server cannot do this now\",\"status\":503}"},
        {"GET /fail/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 500, "cannot do this now"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Reply reply = say(port, cases[i].request);
        if (cases[i].status)
            cr_expect(eq(int, reply.status, cases[i].status), "%s%s", cases[i].request, reply.body);
        cr_expect(strstr(reply.body, cases[i].body) != NULL, "%s: %s", cases[i].request, reply.body);
        if (reply.status == 405)
            cr_expect(client_header(reply, "Allow") != NULL);
        if (reply.status >= 400 && cases[i].status)
            cr_expect(eq(str, (char *)client_header(reply, "Content-Type"), "application/json"));
    }
    Reply head = client_ask(port, "HEAD", "/", NULL, NULL, 0);
    cr_expect(head.status == 200 && strcmp(client_header(head, "Content-Length"), "9") == 0);
    scope_end_all();
}

Test(http, tells_browsers_what_pages_may_do)
{
    int port = http_port(start((HttpOptions){0}));
    const char *paths[] = {"/", "/nothing"};
    for (int i = 0; i < 2; i++) {
        Reply reply = client_get(port, paths[i]);
        const char *policy = client_header(reply, "Content-Security-Policy");
        cr_assert(policy != NULL);
        cr_expect(strstr(policy, "default-src 'none'") && strstr(policy, "frame-ancestors 'none'"));
        cr_expect_null(strstr(policy, "unsafe"));
        cr_expect(eq(str, (char *)client_header(reply, "X-Content-Type-Options"), "nosniff"));
        cr_expect(eq(str, (char *)client_header(reply, "X-Frame-Options"), "DENY"));
        cr_expect(eq(str, (char *)client_header(reply, "Referrer-Policy"), "same-origin"));
        cr_expect(eq(str, (char *)client_header(reply, "Cache-Control"), "no-store"));
    }
    scope_end_all();
}

/* --- limits ------------------------------------------------------------------------------------------------
 */

Test(http, bodies_have_an_end)
{
    int port = http_port(start((HttpOptions){0}));
    size_t n;
    char *photo = scope_alloc(1 << 20);
    memset(photo, 7, 1 << 20);
    const char *type = "Content-Type: multipart/form-data; boundary=border\r\n";
    char *form = client_form("photo", "a.jpg", "image/jpeg", photo, 900000, &n);
    Reply reply = client_ask(port, "POST", "/form", type, form, n);
    cr_expect(reply.status == 200 && reply.n == 900000 && memcmp(reply.body, photo, 900000) == 0);

    /* Announced too long: heard out, and refused. With Expect it is not even sent. */
    form = client_form("photo", "a.jpg", "image/jpeg", photo, 1 << 20, &n);
    reply = client_ask(port, "POST", "/form", type, form, n);
    cr_expect(eq(int, reply.status, 413));
    cr_expect(strstr(reply.body, "more than 1 MiB") != NULL);
    int line = client_connect(port);
    client_say(
        line,
        "POST /form HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    cr_expect(eq(int, client_hear(line).status, 413));
    close(line);

    /* In pieces without saying how long; twice, because the connection is still good after the first. */
    line = client_connect(port);
    for (int again = 0; again < 2; again++) {
        client_say(line, "POST /sum HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 3; i++)
            client_say(
                line,
                "64\r\n"
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                "890123456789\r\n");
        client_say(line, "0\r\n\r\n");
        cr_expect(eq(int, client_hear(line).status, 413));
    }
    close(line);
    scope_end_all();
}

/* --- the end -----------------------------------------------------------------------------------------------
 */

Test(http, gives_everything_back)
{
    int64_t before = mem_live();
    Scope scope = scope_begin();
    int port = http_port(start((HttpOptions){.threads = 3}));
    for (int i = 0; i < 20; i++)
        client_ask(port, "POST", "/form", "Content-Type: application/x-www-form-urlencoded\r\n", "photo=1",
                   7);
    /* Left in the middle. */
    int line = client_connect(port);
    client_say(line, "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\nphoto=");
    usleep(20000);
    scope_end(scope);
    close(line);
    scope_end_all();
    cr_expect(eq(i64, mem_live(), before));
}

Test(http, survives_a_lack_of_memory)
{
    int port = http_port(start((HttpOptions){0}));
    for (int n = 1; n < 25; n++) {
        mem_fail_after(n);
        Reply reply = client_ask(port, "POST", "/form", "Content-Type: application/x-www-form-urlencoded\r\n",
                                 "photo=1", 7);
        mem_fail_after(0);
        cr_expect(reply.status == 200 || reply.status == 0 || reply.status >= 500, "%d: %d", n, reply.status);
        error_clear();
        cr_expect(eq(int, client_get(port, "/").status, 200));
    }
    scope_end_all();
}

Test(http, says_why_it_cannot_start)
{
    int port = http_port(start((HttpOptions){0}));
    HttpOptions options = {.routes = routes, .n_routes = N_ROUTES, .port = port};
    cr_expect_null(http_start(options));
    cr_expect(eq(int, error_code(), ERR_DEVICE));
    error_clear();
    options.address = "bears.example";
    cr_expect_null(http_start(options));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
    scope_end_all();
}

#endif
