/* Gathering photos for a classifier: from search services, lists of addresses or folders, into one folder per
 * class. (chapter 17) */
#ifndef DATA_GATHER_H
#define DATA_GATHER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct GatherProgress {
    const char *class_name;
    int n_here, n_wanted; /* photos of this class */
} GatherProgress;

/* Zero means the default. */
typedef struct GatherOptions {
    const char *classes; /* "grizzly bear,black bear": folders and searches; "grizzly=Ursus arctos" searches
                            for something else than it is called; NULL: all that `from`, one folder, has */
    const char *into; /* the folder of the classes, made where it is missing                               */
    const char *from; /* where to look, in this order: commons, openverse, inaturalist, bing (each also as
                         name@https://address), a file of addresses, or a folder with NAME.txt (addresses) or
                         NAME/ (photos) for each class. NULL: "commons,openverse"                          */
    const char *contact; /* an e-mail or web address; services are told, and are not asked without it */
    int most; /* photos per class; 150                                                             */
    int64_t most_bytes; /* of one photo; 20,000,000 */
    int timeout_ms;   /* of one download; two minutes                                                      */
    int second_ms;    /* how long a second of waiting lasts, 1000; tests make it short                     */
    bool private_too; /* also addresses of this machine and its network                                    */
    void (*progress)(void *context, const GatherProgress *progress); /* may be NULL */
    void *context;
} GatherOptions;

enum { GATHER_MOST_REASONS = 24 };

typedef struct GatherCount {
    const char *reason; /* "HTTP 404", "near duplicate" */
    int n;
} GatherCount;

typedef struct GatherReport {
    int n_classes, n_empty;   /* all, and those without a single photo */
    int n_downloaded, n_here; /* new photos, and those that were there before */
    int n_skipped, n_failed;  /* each is the sum of its reasons               */
    GatherCount skipped[GATHER_MOST_REASONS], failed[GATHER_MOST_REASONS];
    const char **troubles; /* (n_troubles) "CLASS: SOURCE: what went wrong": the others went on */
    int n_troubles;
} GatherReport;

/* Fills into/CLASS/ with at most options.most photos each, named after their addresses, and keeps a line for
 * each address in into/CLASS/manifest.csv. What is no picture, is there already or looks like one that is
 * does not come in. At most two connections to a host; waits as long as services ask. Whatever ends it, the
 * same call goes on where it was, and asks for nothing twice. The report lives in the current scope.
 * ERR_VALUE: options that make no sense, no contact; ERR_FILE: cannot be written; ERR_STATE: built without
 * libcurl, or another program gathers into the same folder; ERR_INTERRUPTED. Cost: the network's, and 15 ms
 * per megapixel. */
GatherReport *gather(GatherOptions options);

/* "12 downloaded, 3 here before, 2 skipped (near duplicate x2), 1 failed (HTTP 404 x1)" in the current scope.
 */
char *gather_summary(const GatherReport *report);

#endif
