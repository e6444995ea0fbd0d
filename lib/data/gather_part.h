/* What the parts of gathering share: a run, and its steps. */
#ifndef DATA_GATHER_PART_H
#define DATA_GATHER_PART_H

#include "base/scope.h"
#include "data/gather.h"
#include "data/gather_fetch.h"
#include "data/gather_manifest.h"
#include "data/gather_source.h"

/* Copies what must outlive the scope at hand into another. */
const char *gather_lasting(Scope scope, const char *text);

typedef struct GatherRun {
    GatherOptions options;
    GatherReport *report;
    Scope outer, inner;            /* of the report; of files and connections                              */
    Fetcher *fetcher;              /* NULL until something on the web is asked for                         */
    GatherManifest **all;          /* (n_all) of every class in the folder, also those not gathered now    */
    const char **names, **folders; /* (n_all) */
    int n_all;
    const GatherClass *class; /* the one at work, and what belongs to it: */
    const char *folder;
    GatherManifest *manifest;
    int n_here;
} GatherRun;

/* All of these: false with an error. */

/* For messages that are no errors: the run goes on. */
bool gather_note_trouble(GatherRun *run, const char *source, const char *what);
bool gather_open_fetcher(GatherRun *run);
void gather_show_progress(const GatherRun *run);
/* Takes candidates until there are enough photos of the class. */
bool gather_take_all(GatherRun *run, const char *source, const Candidate *list, int n);
/* Searches, page after page, and takes what is found. */
bool gather_ask_service(GatherRun *run, const GatherSource *source);

#endif
