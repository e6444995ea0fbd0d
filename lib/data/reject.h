/* Sorting files out of a folder without losing any: they move to another folder beside it, a journal tells
 * where each was, and all of it can be undone. (chapters 17, 21) */
#ifndef DATA_REJECT_H
#define DATA_REJECT_H

#include "data/folder.h"

/* "photos-rejected" beside "photos", in the current scope. ERR_FILE when there is no such folder, or none can
 * be beside it. */
char *reject_folder(const char *folder);

/* Moves files, named from `folder` on, to the same names in reject_folder. Writes FOLDER-rejected/journal.tsv
 * first and syncs it, so that a machine that stops in between loses nothing, and moves files by a way that
 * never replaces another: a name that is taken gets a ~2. Links go as links, and lead where they did. Returns
 * how many were moved; fewer than n only with ERR_FILE, the rest are where they were. */
int64_t reject_files(const char *folder, const Rejected *files, int64_t n);

/* A file of the folder on its way; both names from the folder on. */
typedef struct RejectMove {
    const char *from;
    const char *to; /* its new name; a ~2 is added where that is taken; NULL: to reject_folder */
    const char *reason;
} RejectMove;

/* The same for files that may also stay in the folder under another name. All moves of one call are one batch
 * of the journal. ERR_VALUE, and nothing moves, for a name that leads out of the folder. (chapter 21) */
int64_t reject_moves(const char *folder, const RejectMove *moves, int64_t n);

typedef struct RejectUndo {
    int64_t n_back; /* files that are where they were again                                  */
    int64_t n_kept; /* files that stay rejected, because another has their old name now       */
} RejectUndo;

/* Moves everything back that the journal knows, and ends the journal when nothing is left. Doing it twice, or
 * after half of it failed, does no harm. False with ERR_FILE; ERR_FORMAT, and nothing moves, when a line of
 * the journal leads out of the folder. */
bool reject_undo(const char *folder, RejectUndo *result);
/* Only the newest batch. (chapter 21) */
bool reject_undo_last(const char *folder, RejectUndo *result);
/* Is there something to undo? */
bool reject_can_undo(const char *folder);

#endif
