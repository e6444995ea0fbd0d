/* The server of the tests: a thread that accepts, and a thread for each connection. */
#include "tests/gather/fake_server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_ANSWERS = 200, MOST_REQUESTS = 1000, REQUEST_SIZE = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FakeAnswer answers[MOST_ANSWERS];
static int n_answers;
static char requests[MOST_REQUESTS][REQUEST_SIZE];
static int n_requests, n_running, most_running, n_serving;
static bool stopping;

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The path in "GET /path HTTP/1.1". */
static const char *path_of(const char *request)
{
    const char *blank = strchr(request, ' ');
    return blank ? blank + 1 : "";
}

/* Notes a request and finds its answer. */
static FakeAnswer enter(const char *request)
{
    FakeAnswer found = {.status = 404, .body = "<html>not here", .path = ""};
    const char *path = path_of(request);
    pthread_mutex_lock(&lock);
    if (n_requests < MOST_REQUESTS)
        snprintf(requests[n_requests++], REQUEST_SIZE, "%s", request);
    if (++n_running > most_running)
        most_running = n_running;
    for (int i = n_answers - 1; i >= 0; i--) {
        FakeAnswer *answer = &answers[i];
        if (answer->times < 0 || !begins(path, answer->path) ||
            (answer->query && !strstr(path, answer->query)))
            continue;
        found = *answer;
        if (answer->times > 0 && --answer->times == 0)
            answer->times = -1; /* used up */
        break;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

static bool send_all(int client, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t sent = send(client, at, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool is_stopping(void)
{
    pthread_mutex_lock(&lock);
    bool is = stopping;
    pthread_mutex_unlock(&lock);
    return is;
}

static void count_serving(int change)
{
    pthread_mutex_lock(&lock);
    n_serving += change;
    pthread_mutex_unlock(&lock);
}

static void give(int client, const FakeAnswer *answer)
{
    char head[2000], length[64] = "";
    size_t n = answer->n || !answer->body ? answer->n : strlen(answer->body);
    if (answer->manner != FAKE_NO_LENGTH)
        snprintf(length, sizeof length, "Content-Length: %zu\r\n", n);
    snprintf(head, sizeof head, "HTTP/1.1 %d Fake\r\nConnection: close\r\n%s%s\r\n",
             answer->status ? answer->status : 200, length, answer->headers ? answer->headers : "");
    if (answer->delay_ms)
        usleep((useconds_t)answer->delay_ms * 1000);
    pthread_mutex_lock(&lock);
    n_running--; /* now, because who has its answer may ask again before this thread gets to run */
    pthread_mutex_unlock(&lock);
    if (answer->manner != FAKE_NO_HTTP && !send_all(client, head, strlen(head)))
        return;
    if (answer->manner == FAKE_DRIP) {
        for (size_t i = 0; i < n && !is_stopping() && send_all(client, (const char *)answer->body + i, 1);
             i++)
            usleep(20000);
        return;
    }
    bool half = answer->manner == FAKE_BROKEN_OFF || answer->manner == FAKE_RESET;
    send_all(client, answer->body, half ? n / 2 : n);
    struct linger now = {.l_onoff = 1};
    if (answer->manner == FAKE_RESET)
        setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void *serve(void *context)
{
    int client = (int)(intptr_t)context;
    char request[REQUEST_SIZE] = "";
    size_t n = 0;
    while (n < sizeof request - 1 && !strstr(request, "\r\n\r\n")) {
        ssize_t got = recv(client, request + n, sizeof request - 1 - n, 0);
        if (got <= 0)
            break;
        n += (size_t)got;
        request[n] = '\0';
    }
    FakeAnswer answer = {.manner = FAKE_RESET};
    if (n > 0) {
        answer = enter(request);
        give(client, &answer);
    }
    if (answer.manner != FAKE_RESET)
        shutdown(client, SHUT_WR);
    close(client);
    count_serving(-1);
    return NULL;
}

static void *accept_all(void *context)
{
    int listener = (int)(intptr_t)context;
    for (;;) {
        pthread_t thread;
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        count_serving(1);
        if (!is_stopping() && pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) == 0)
            pthread_detach(thread);
        else
            count_serving(-1);
    }
    return NULL;
}

int fake_server_start(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0);
    cr_assert(listen(listener, 64) == 0 && getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    pthread_t thread;
    cr_assert(pthread_create(&thread, NULL, accept_all, (void *)(intptr_t)listener) == 0);
    pthread_detach(thread);
    return ntohs(address.sin_port);
}

void fake_server_stop(void)
{
    int left = 1;
    while (left > 0) {
        pthread_mutex_lock(&lock);
        stopping = true;
        left = n_serving;
        pthread_mutex_unlock(&lock);
        usleep(1000);
    }
}

void fake_server_answer(FakeAnswer answer)
{
    pthread_mutex_lock(&lock);
    cr_assert(n_answers < MOST_ANSWERS);
    answers[n_answers++] = answer;
    pthread_mutex_unlock(&lock);
}

int fake_server_count(const char *path)
{
    int n = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < n_requests; i++)
        n += begins(path_of(requests[i]), path);
    pthread_mutex_unlock(&lock);
    return n;
}

const char *fake_server_request(const char *path)
{
    const char *found = "";
    pthread_mutex_lock(&lock);
    for (int i = 0; i < n_requests; i++)
        if (begins(path_of(requests[i]), path))
            found = requests[i];
    pthread_mutex_unlock(&lock);
    return found;
}

int fake_server_most_at_once(void)
{
    pthread_mutex_lock(&lock);
    int most = most_running;
    pthread_mutex_unlock(&lock);
    return most;
}
