/* Where photos may come from: services, lists of addresses, folders. Inside gather only. */
#ifndef DATA_GATHER_SOURCE_H
#define DATA_GATHER_SOURCE_H

#include <stdbool.h>

#include "data/gather_names.h"
#include "data/gather_provider.h"

typedef struct GatherSource {
    const char *name;         /* for messages, and in front of the files' names      */
    const Provider *provider; /* a service, else NULL                                */
    const char *base;         /* its address                                         */
    const char *header;       /* with its key, else NULL                             */
    const char *path;         /* a list or a folder, else NULL                       */
} GatherSource;

/* "commons,openverse@http://address,photos/lists" taken apart, in the current scope. ERR_VALUE for a name
 * that is none, or a key that is missing; ERR_FILE for a path that is not there. */
GatherSource *gather_source_list(const char *from, int *n);
/* The classes that there are in a folder: NAME.txt and NAME/. ERR_VALUE where there are none. */
GatherClass *gather_source_classes(const GatherSource *source, int *n);
/* What a list or folder has for a class; *n may be 0. NULL with ERR_FILE, ERR_MEMORY. */
Candidate *gather_source_read(const GatherSource *source, const GatherClass *class, int *n);

#endif
