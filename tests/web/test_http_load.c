/* The server when many come at once, when clients dawdle, and when it is told to stop. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/program.h"
#include "base/scope.h"
#include "tests/web/client.h"
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

static void at_once(HttpRequest *request, void *context)
{
    (void)context;
    http_reply_text(request, 200, "text/plain", "here");
}

static volatile bool gate;

/* Waits until the gate is open. */
static void slow(HttpRequest *request, void *context)
{
    (void)context;
    for (double began = clock_seconds(); !gate && clock_seconds() - began < 10;)
        usleep(2000);
    http_reply_text(request, 200, "text/plain", "at last");
}

/* With the gate closed. */
static Http *start(HttpOptions options)
{
    static const HttpRoute routes[] = {
        {"GET", "/", at_once, 0}, {"GET", "/slow", slow, 0}, {"POST", "/form", at_once, 1 << 20}};
    gate = false;
    options.routes = routes;
    options.n_routes = sizeof routes / sizeof *routes;
    Http *server = http_start(options);
    cr_assert(server != NULL, "%s", error_text());
    return server;
}

static void *ask_slow(void *port)
{
    int status = client_get(*(int *)port, "/slow").status;
    scope_end_all();
    return (void *)(intptr_t)status;
}

static void wait_for_load(Http *server, int waiting, int running)
{
    int now_waiting = -1, now_running = -1;
    for (double began = clock_seconds(); clock_seconds() - began < 5; usleep(1000)) {
        http_load(server, &now_waiting, &now_running);
        if (now_waiting == waiting && now_running == running)
            return;
    }
    cr_expect(false, "%d wait and %d run, not %d and %d", now_waiting, now_running, waiting, running);
}

/* So many ask for what takes long, and one more is refused. The gate opens, and all have
 * their answers. */
static void expect_one_too_many(Http *server, int n, int running, int status, const char *why)
{
    int port = http_port(server);
    pthread_t clients[8];
    for (int i = 0; i < n; i++)
        pthread_create(&clients[i], NULL, ask_slow, &port);
    wait_for_load(server, n - running, running);
    Reply reply = client_get(port, "/");
    cr_expect(eq(int, reply.status, status));
    cr_expect(eq(str, (char *)client_header(reply, "Retry-After"), "1"));
    cr_expect(eq(str, (char *)reply.body, scope_text("{\"error\":\"%s\",\"status\":%d}", why, status)));
    gate = true;
    for (int i = 0; i < n; i++) {
        void *got;
        pthread_join(clients[i], &got);
        cr_expect(eq(int, (int)(intptr_t)got, 200));
    }
    cr_expect(eq(int, client_get(port, "/").status, 200));
    scope_end_all();
}

Test(http_load, more_than_it_can_do_is_refused_at_once)
{
    Http *server = start((HttpOptions){.threads = 2, .most_waiting = 3, .most_per_client = 0});
    expect_one_too_many(server, 5, 2, 503, "too busy");
}

Test(http_load, one_client_cannot_take_all_places)
{
    Http *server = start((HttpOptions){.most_per_client = 2});
    expect_one_too_many(server, 2, 1, 429, "too many requests from you at once");
}

Test(http_load, slow_clients_lose_their_place)
{
    enum { CROWD = 60 };
    Http *server = start((HttpOptions){.seconds = 0.6, .most_connections = 40});
    int port = http_port(server), crowd[CROWD];
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = client_connect(port);
        client_say(crowd[i],
                   i % 2 ? "GET / HTTP/1.1\r\nHo"
                         : "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n");
    }
    /* They send a letter now and then, so they are never idle; and take all places that there are. */
    double began = clock_seconds();
    for (int round = 0; round < 4; round++, usleep(100000))
        for (int i = 0; i < CROWD; i++)
            client_say(crowd[i], "s");
    Reply reply = client_get(port, "/");
    cr_expect(eq(int, reply.status, 200));
    cr_expect(clock_seconds() - began < 4, "%.1f s", clock_seconds() - began);
    for (int i = 0; i < CROWD; i++)
        close(crowd[i]);
    scope_end_all();
}

static void *serve(void *server)
{
    http_serve(server);
    return NULL;
}

Test(http_load, a_signal_lets_those_finish_who_are_in)
{
    Http *server = start((HttpOptions){0});
    int port = http_port(server);
    program_catch_interrupt();
    pthread_t client, server_thread;
    pthread_create(&client, NULL, ask_slow, &port);
    wait_for_load(server, 0, 1);
    pthread_create(&server_thread, NULL, serve, server);
    kill(getpid(), SIGTERM);
    double began = clock_seconds();
    for (int line; (line = client_connect(port)) >= 0 && clock_seconds() - began < 5; usleep(1000))
        close(line);
    cr_expect(clock_seconds() - began < 2, "the door is closed at once");
    gate = true;
    void *status;
    pthread_join(client, &status);
    cr_expect(eq(int, (int)(intptr_t)status, 200));
    pthread_join(server_thread, NULL);
    scope_end_all();
}

#endif
