/* Whether bytes that came from somewhere are a photo. Inside gather only. */
#ifndef DATA_GATHER_PHOTO_H
#define DATA_GATHER_PHOTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "data/duplicates.h"

typedef struct GatherPhoto {
    const char *problem;   /* why it is none: "is truncated ..."; NULL: it is one    */
    const char *extension; /* by its first bytes: "jpg"                              */
    Look look;
    char sha256[SHA256_TEXT_SIZE];
} GatherPhoto;

/* Decodes it once to be sure. False with an error that is not the photo's fault. */
bool gather_photo_judge(const uint8_t *bytes, size_t n, GatherPhoto *photo);

/* Whether a photo is a copy of the one in folder/file, perhaps of another size or compression. `hash` is the
 * other's look's, which spares reading most files. A file that is gone is not alike; false also with
 * ERR_MEMORY. */
bool gather_photo_is_copy(const GatherPhoto *photo, uint64_t hash, const char *folder, const char *file);

/* The file of this name in a folder, whatever its extension, as "NAME.jpg"; NULL when there is none. */
char *gather_photo_find(const char *folder, const char *name);

#endif
