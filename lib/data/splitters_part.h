/* What splitters.c and split_folds.c share: items that belong together. */
#ifndef DATA_SPLITTERS_PART_H
#define DATA_SPLITTERS_PART_H

#include <stdbool.h>
#include <stdint.h>

/* An item with its group; sorted by group, then by item. */
typedef struct Member {
    int64_t group, item;
} Member;

typedef struct Groupings {
    int64_t n;       /* how many groups                                             */
    Member *members; /* of the g-th, in the order of their numbers: begins[g] up to */
    int64_t *begins; /* begins[g + 1]                                               */
} Groupings;

/* In the current scope. False with an error. */
bool split_gather(int64_t n, const int64_t *groups, Groupings *gathered);

/* How many classes n items with labels from 0 upward are of; -1 with an error naming `who` for a label that
 * is none. */
int split_classes(const char *who, int64_t n, const int *labels);

#endif
