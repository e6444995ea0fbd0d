/* Sorting out a folder of photos by hand: what somebody decided about each, kept until it is done, then done
 * all at once, and undone all at once. (chapter 21) */
#ifndef DATA_CLEAN_H
#define DATA_CLEAN_H

#include "data/reject.h"

/* What is to become of a photo; numbers from 0 on are the class that it moves to. */
enum { CLEAN_KEEP = -1, CLEAN_DELETE = -2 };

typedef struct CleanPhoto {
    const char *name; /* from the folder on, "black/0001.jpg"; "" when it is no longer there */
    int label;        /* the class in whose sub-folder it is                                 */
    int mark;
} CleanPhoto;

/* Photos keep their numbers, wherever they move: a number is a name that nobody can point elsewhere with. */
typedef struct Clean Clean;

/* The samples of a set that folder_open made of this folder, with the marks of an earlier time, which are in
 * FOLDER-marks.tsv beside it. `photos` is kept. In the current scope; NULL with ERR_FILE, or ERR_VALUE for a
 * set that has other files. */
Clean *clean_open(const char *folder, const Dataset *photos);

int64_t clean_count(const Clean *clean);
const CleanPhoto *clean_photo(const Clean *clean,
                              int64_t i); /* NULL, and no error, for no number of a photo */
const Dataset *clean_dataset(const Clean *clean);
const char *clean_folder(const Clean *clean);

/* Decide about one photo; the file beside the folder is replaced at once. Its own class means CLEAN_KEEP.
 * ERR_VALUE for a number or a class that there is none of, ERR_STATE for a photo that is gone. */
bool clean_mark(Clean *clean, int64_t i, int mark);
bool clean_unmark_all(Clean *clean);
int64_t clean_changes(const Clean *clean); /* how many are marked for something else than CLEAN_KEEP */

/* Does what is marked, as reject_moves does: nothing is overwritten, what is deleted lies in reject_folder.
 * Returns how many photos moved; fewer than clean_changes only with ERR_FILE, the rest stay marked. */
int64_t clean_apply(Clean *clean);
/* The newest of these (or of verify's) batches goes back, byte for byte. */
bool clean_undo(Clean *clean, RejectUndo *result);

#endif
