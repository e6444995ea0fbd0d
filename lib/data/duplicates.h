/* The same photo twice, or nearly: in training and validation at once it makes a model look better than it
 * is, and in two classes one of them is wrong. (chapter 17) */
#ifndef DATA_DUPLICATES_H
#define DATA_DUPLICATES_H

#include "data/dataset.h"

/* What a picture looks like, small enough to keep for every one: 3 kB for 4 of them. */
enum { LOOK_SIDE = 16 };
typedef struct Look {
    uint64_t hash; /* image_hash */
    uint8_t colours[LOOK_SIDE * LOOK_SIDE * 3];
} Look;

bool look_of(const Image *image, Look *look); /* false for NULL and with ERR_MEMORY */

/* Are they copies, perhaps smaller, compressed, or cut a little differently? Fingerprints within 14 bits are
 * a first hint, and for cut-outs on white no more than that; so the colours have to agree, too: 22 levels of
 * 255 apart in the mean, where not both are white. */
bool look_is_near(const Look *a, const Look *b);
/* Whether it can be so, by the fingerprints alone. */
bool look_may_be_near(uint64_t a, uint64_t b);

/* Groups by single linkage: what is near to one of a group belongs to it. group[i] becomes the smallest
 * number of a group's members, i itself for what is alone. Compares all pairs: 100,000 pictures take 10 s. */
bool looks_group(const Look *looks, int64_t n, int64_t *group);

/* The group of each sample, (n), in the current scope; decodes the whole set in threads. */
int64_t *dataset_duplicates(const Dataset *set);

#endif
