/* A web server on this machine for tests: gives prepared answers, good and bad ones, and remembers what it
 * was asked. */
#ifndef TESTS_GATHER_FAKE_SERVER_H
#define TESTS_GATHER_FAKE_SERVER_H

#include <stddef.h>

typedef enum {
    FAKE_PLAIN,
    FAKE_BROKEN_OFF, /* half of what Content-Length says         */
    FAKE_NO_LENGTH,  /* no Content-Length                        */
    FAKE_DRIP,       /* a byte every 20 ms                       */
    FAKE_NO_HTTP,    /* the body and no head                     */
    FAKE_RESET,      /* half of the body, then the connection is reset */
} FakeManner;

typedef struct FakeAnswer {
    const char *path;    /* what the path and query begin with                  */
    const char *query;   /* and what stands in them somewhere; NULL: anything   */
    int status;          /* 0: 200                                              */
    const char *headers; /* "Name: value\r\n" each; NULL: none                */
    const void *body;
    size_t n;  /* 0: body is a text        */
    int times; /* so often, then the next answer that fits; 0: always */
    int delay_ms;
    FakeManner manner;
} FakeAnswer;

/* Starts the one server that there can be; its port. */
int fake_server_start(void);
/* Returns when nobody is being answered any more: what answers point to may go. */
void fake_server_stop(void);
/* Later answers are asked first. `answer` is copied, what it points to is not. What nothing fits gets a 404.
 */
void fake_server_answer(FakeAnswer answer);

/* Requests so far whose path begins so. */
int fake_server_count(const char *path);
/* The newest such request, all lines of it; "" when there is none. */
const char *fake_server_request(const char *path);
/* How many requests waited for an answer at the same time, at most. */
int fake_server_most_at_once(void);

#endif
