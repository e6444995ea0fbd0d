/* What is known to be wrong in a folder of drawn bears: the person who looks at the photos, played by a list.
 */
#ifndef CHAPTER_21_FAULTS_H
#define CHAPTER_21_FAULTS_H

#include "lib.h"

typedef struct Faults {
    int64_t n;
    const int *truth; /* (n) the class that a photo belongs to; CLEAN_KEEP: nothing is wrong with it;
                         CLEAN_DELETE: it is in no class                                           */
} Faults;

/* From folder/faults.csv, which the drawing program writes. In the current scope. */
Faults *faults_read(const char *folder, const Dataset *photos);

/* How many of the first `n` in this order are in a wrong class, or in none. */
int64_t faults_among(const Faults *faults, const int64_t *order, int64_t n);

#endif
