/* A process may be stopped and go on: a laptop sleeps, a debugger looks, a machine is moved. Nobody who was
 * asking then should lose their reply. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scope.h"
#include "tests/web/client.h"
#include "web/http.h"

#ifdef HAVE_MICROHTTPD

static void hello(HttpRequest *request, void *context)
{
    (void)context;
    http_reply_text(request, 200, "text/plain", "hello");
}

static void *hear(void *line)
{
    int status = client_hear(*(int *)line).status;
    scope_end_all();
    return (void *)(intptr_t)status;
}

/* This process and all its threads, as Ctrl-Z and then fg. */
static void stop_for(double seconds)
{
    pid_t other = fork();
    if (other == 0) {
        kill(getppid(), SIGSTOP);
        usleep((useconds_t)(1e6 * seconds));
        kill(getppid(), SIGCONT);
        _exit(0);
    }
    waitpid(other, NULL, 0);
}

Test(stopped, nobody_loses_a_reply)
{
    static const HttpRoute routes[] = {{"POST", "/", hello, 0}};
    int port = http_port(http_start((HttpOptions){.routes = routes, .n_routes = 1, .seconds = 1}));
    cr_assert(port > 0);
    /* Each has half a body to send, and a thread that waits for the reply. */
    enum { CLIENTS = 8 };
    int lines[CLIENTS];
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        lines[i] = client_connect(port);
        client_say(lines[i], "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nhalf");
        pthread_create(&threads[i], NULL, hear, &lines[i]);
    }
    usleep(50000);
    stop_for(1.6);
    usleep(250000); /* time for those who cut off the late to look */
    for (int i = 0; i < CLIENTS; i++) {
        void *status;
        client_say(lines[i], "half");
        pthread_join(threads[i], &status);
        cr_expect(eq(int, (int)(intptr_t)status, 200));
        close(lines[i]);
    }
    scope_end_all();
}

#endif
