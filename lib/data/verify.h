/* Looking at a folder of photos before training on it: what cannot be used, and what is there twice.
 * (chapter 17) */
#ifndef DATA_VERIFY_H
#define DATA_VERIFY_H

#include <stdio.h>

#include "data/photos.h"

typedef struct VerifyOptions {
    bool dry_run; /* move nothing                                          */
    bool force;   /* move the bad files even if they are more than half    */
} VerifyOptions;

/* Photos that are the same or nearly so. */
typedef struct VerifyGroup {
    int64_t n;
    const char **paths; /* (n) from the folder on                                     */
    bool identical;     /* the same bytes                                             */
    bool across;        /* not all in one sub-folder: one label is wrong, or it leaks */
} VerifyGroup;

typedef struct VerifyReport {
    const char *folder, *rejected_folder;
    int64_t n_files, n_bad, n_groups;
    Rejected *bad;       /* (n_bad) from the folder on, in the order of the listing */
    VerifyGroup *groups; /* (n_groups) those across sub-folders first               */
    int64_t n_moved;
    bool too_many; /* more than half are bad: nothing was moved */
} VerifyReport;

/* Decodes every picture in the folder and its sub-folders, in threads; the bad ones move to reject_folder,
 * with a journal (see reject.h), unless that would be more than half: then the fault is hardly the files'.
 * Files without the ending of a picture, and hidden ones, are left alone. In the current scope. NULL with
 * ERR_FILE, ERR_STATE when nothing can be decoded here, ERR_INTERRUPTED after Ctrl-C. Cost: as folder_open,
 * and 1 kB of memory for each picture. */
VerifyReport *verify_images(const char *folder, VerifyOptions options);

/* The report for people. */
void verify_print(const VerifyReport *report, FILE *out);

#endif
