/* The cleaner: a page at 127.0.0.1 on which somebody looks through photos, the most surprising ones first,
 * and sorts them. (chapter 21) */
#ifndef WEB_CLEANER_H
#define WEB_CLEANER_H

#include "web/http.h"
#include "web/review.h"

/* What is known about a folder's photos. All of it in the current scope. */
typedef struct CleanerFindings {
    const Dataset *set; /* by folder_open                                                     */
    const float *log_p; /* (n, classes), as of Review                                         */
    const bool *valid;  /* (n) or NULL, as of Review                                          */
    const char *source; /* where the losses come from, in words: "judged by bears.safetensors" */
} CleanerFindings;

typedef struct Cleaner Cleaner;

typedef struct CleanerOptions {
    const char *folder;
    /* Opens the folder and asks a net about every photo. False with an error. */
    bool (*look)(void *context, const char *folder, CleanerFindings *found);
    /* Makes a new net for `look` to ask; tells what it does by cleaner_tell. NULL: it cannot be done from the
     * page. */
    bool (*train)(void *context, const char *folder, Cleaner *cleaner);
    void *context;
    int port;  /* 0: one that is free                         */
    FILE *log; /* gets a line for each request, or NULL       */
} CleanerOptions;

/* Looks, and starts to serve. Belongs to the current scope; what was found goes when a training replaces it,
 * or with the cleaner. NULL with the errors of `look`, dataset_duplicates and http_start. */
Cleaner *cleaner_start(CleanerOptions options);
int cleaner_port(const Cleaner *cleaner);

/* Serves until Ctrl-C or SIGTERM, caught by program_catch_interrupt. `look` and `train` run in the thread
 * that calls this. False with an error that ended it. */
bool cleaner_serve(Cleaner *cleaner);
/* The same for one wish: whatever the page has asked to be done besides showing and moving photos. Returns at
 * once when there is none. For tests, and for loops of one's own. */
bool cleaner_step(Cleaner *cleaner);

/* A piece of text for the page that watches a training; long ones lose their beginning. */
void cleaner_tell(Cleaner *cleaner, const char *text);

#endif
