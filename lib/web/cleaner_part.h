/* What the files of the cleaner share. Inside web only. */
#ifndef WEB_CLEANER_PART_H
#define WEB_CLEANER_PART_H

#include <pthread.h>

#include "web/cleaner.h"

enum { TOKEN_SIZE = 33, SESSION_SIZE = 17, PROGRESS_SIZE = 8192 };

/* A photo made small, as a file. */
typedef struct Thumb {
    uint8_t *bytes; /* mem_alloc; NULL: not made yet */
    size_t n;
} Thumb;

typedef enum { WISH_NOTHING, WISH_LOOK, WISH_TRAIN } Wish;

struct Cleaner {
    CleanerOptions options;
    Http *server;
    Scope scope; /* of what was found, detached; begun and ended by the thread of cleaner_serve */
    char token[TOKEN_SIZE];

    pthread_mutex_t lock; /* of all below */
    bool ready;           /* there is a review; otherwise somebody is at work, or has failed */
    Review review;
    const char *source;
    char session[SESSION_SIZE]; /* another for each look: pictures of an earlier one are not shown again */
    Thumb *thumbs;              /* (n) */
    Wish wish;
    bool busy;
    Error failure; /* of the last work; its code is ERR_NONE when that went well */
    char progress[PROGRESS_SIZE];
};

/* cleaner_api.c */
extern const HttpRoute cleaner_routes[];
extern const int cleaner_n_routes;

#endif
