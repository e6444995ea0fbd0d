/* A client that says exactly what it is told, over loopback: browsers and curl are too polite to test a
 * server with.
 */
#ifndef WEB_CLIENT_H
#define WEB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Reply {
    int status;       /* 0: the connection ended without one      */
    const char *head; /* in the current scope, zero-terminated    */
    const char *body;
    size_t n;
    const char *lost; /* why there is none, else NULL             */
} Reply;

/* A socket, to be closed; -1 when nobody listens. What is read from it waits for at most 30 s. */
int client_connect(int port);
bool client_send(int socket, const void *bytes, size_t n);
bool client_say(int socket, const char *text);
/* The next reply; one to HEAD has no body whatever its head promises. */
Reply client_hear(int socket);
Reply client_hear_head(int socket);
/* The value of a header in a reply, in the current scope; NULL when there is none. */
const char *client_header(Reply reply, const char *name);

/* One request on a connection of its own. `headers` and `body` may be NULL; lines of headers end in \r\n.
 * Host, Connection and Content-Length are added. */
Reply client_ask(int port, const char *method, const char *path, const char *headers, const void *body,
                 size_t n);
Reply client_get(int port, const char *path);
/* A multipart body with one file, in the current scope, whose boundary is "border". */
char *client_form(const char *name, const char *file_name, const char *type, const void *bytes, size_t n,
                  size_t *form_n);

#endif
