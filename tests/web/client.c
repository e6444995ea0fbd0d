/* Sockets, and just enough HTTP to read a reply. */
#include "tests/web/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/scope.h"

enum { LONGEST_HEAD = 16 * 1024 };

int client_connect(int port)
{
    int line = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct timeval patience = {.tv_sec = 30};
    setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(line, (struct sockaddr *)&address, sizeof address) == 0)
        return line;
    int problem = errno;
    close(line);
    errno = problem;
    return -1;
}

bool client_send(int socket, const void *bytes, size_t n)
{
    for (const char *at = bytes, *end = at + n; at < end;) {
        ssize_t sent = send(socket, at, (size_t)(end - at), MSG_NOSIGNAL);
        if (sent <= 0 && errno != EINTR)
            return false;
        at += sent > 0 ? sent : 0;
    }
    return true;
}

bool client_say(int socket, const char *text)
{
    return client_send(socket, text, strlen(text));
}

const char *client_header(Reply reply, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = reply.head; line && (line = strstr(line, "\r\n"));) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1 + strspn(line + length + 1, " ");
            return scope_text("%.*s", (int)strcspn(value, "\r"), value);
        }
    }
    return NULL;
}

/* A process that was stopped and goes on finds its call interrupted, even if it has no handler for any
 * signal: a socket with a time limit is not read on by the system. Returns as recv does. */
static ssize_t hear_some(int socket, char *bytes, size_t n)
{
    ssize_t got;
    do
        got = recv(socket, bytes, n, 0);
    while (got < 0 && errno == EINTR);
    return got;
}

Reply client_hear_head(int socket)
{
    char *head = scope_alloc(LONGEST_HEAD);
    for (size_t n = 0; n < LONGEST_HEAD - 1; n++) {
        ssize_t got = hear_some(socket, head + n, 1);
        if (got != 1)
            return (Reply){
                .head = head, .body = "", .lost = got < 0 ? strerror(errno) : "closed by the server"};
        if (n >= 3 && memcmp(head + n - 3, "\r\n\r\n", 4) == 0)
            break;
    }
    Reply reply = {.head = head, .body = "", .status = strlen(head) > 12 ? atoi(head + 9) : 0};
    /* "Go on" is no answer yet. */
    return reply.status == 100 ? client_hear_head(socket) : reply;
}

Reply client_hear(int socket)
{
    Reply reply = client_hear_head(socket);
    const char *length = client_header(reply, "Content-Length");
    size_t n = length ? (size_t)atol(length) : 0;
    char *body = scope_alloc(n + 1);
    while (reply.n < n) {
        ssize_t got = hear_some(socket, body + reply.n, n - reply.n);
        if (got <= 0)
            break;
        reply.n += (size_t)got;
    }
    reply.body = body;
    return reply;
}

Reply client_ask(int port, const char *method, const char *path, const char *headers, const void *body,
                 size_t n)
{
    int line = client_connect(port);
    if (line < 0)
        return (Reply){.head = "", .body = "", .lost = strerror(errno)};
    char *length = body ? scope_text("Content-Length: %zu\r\n", n) : "";
    client_say(line, scope_text("%s %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n%s%s\r\n",
                                method, path, port, headers ? headers : "", length));
    if (body)
        client_send(line, body, n);
    Reply reply = strcmp(method, "HEAD") == 0 ? client_hear_head(line) : client_hear(line);
    close(line);
    return reply;
}

Reply client_get(int port, const char *path)
{
    return client_ask(port, "GET", path, NULL, NULL, 0);
}

char *client_form(const char *name, const char *file_name, const char *type, const void *bytes, size_t n,
                  size_t *form_n)
{
    char *head = scope_text("--border\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                            "Content-Type: %s\r\n\r\n",
                            name, file_name, type);
    const char *tail = "\r\n--border--\r\n";
    *form_n = strlen(head) + n + strlen(tail);
    char *form = scope_alloc(*form_n + 1);
    memcpy(form, head, strlen(head));
    memcpy(form + strlen(head), bytes, n);
    memcpy(form + strlen(head) + n, tail, strlen(tail));
    return form;
}
