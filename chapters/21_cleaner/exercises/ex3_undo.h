/* Exercise 21.3, fix: an undo that loses a photo. */
#ifndef EX3_UNDO_H
#define EX3_UNDO_H

#include <stdint.h>

#include "chapters/exercise.h"

enum { NAME_SIZE = 32 };

/* A folder that a test can look into: files are names, and what is in them. */
typedef struct File {
    char name[NAME_SIZE];
    int photo;
} File;

typedef struct Folder {
    int64_t n;
    File *files;
} Folder;

/* A line of the journal: this file was moved there. Lines are in the order in which it was done. */
typedef struct Move {
    const char *from, *to;
} Move;

/* The number of the file with this name; -1: there is none. (ex3_undo_test.c) */
int64_t folder_find(const Folder *folder, const char *name);

/* Takes all moves back, so that the folder is as it was before the first of them. A file that is not where
 * the journal says has been moved by somebody else, and one whose old name is taken by another file must not
 * replace that: both stay where they are. Returns how many moves were taken back. */
int64_t undo(Folder *folder, const Move *journal, int64_t n);

#endif
