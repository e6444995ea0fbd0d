/* The table of what was gathered for one class: a line for every address, written when its photo is safe on
 * the disk. Inside gather only. */
#ifndef DATA_GATHER_MANIFEST_H
#define DATA_GATHER_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    GATHER_DOWNLOADED, /* its photo is in the folder, or was until somebody took it out   */
    GATHER_DUPLICATE,  /* of another photo: not kept                                      */
    GATHER_REFUSED,    /* for good: no such page, no picture, too large                   */
    GATHER_FAILED,     /* may work another time                                           */
} GatherStatus;

/* Texts are "" where nothing is known, never NULL. */
typedef struct GatherRow {
    const char *url, *page, *author, *licence;
    const char *file; /* in the manifest's folder; "" when there is none  */
    int64_t size;     /* bytes                                            */
    const char *sha256;
    uint64_t look; /* image_hash of the picture                           */
    GatherStatus status;
    const char *reason;
} GatherRow;

typedef struct GatherManifest GatherManifest;

/* folder/manifest.csv, made if it is missing; the last line is cut off where a crash left half of one.
 * Belongs to the current scope, and no other program can open it until that ends. ERR_FILE, ERR_FORMAT, or
 * ERR_STATE when another program has it. */
GatherManifest *gather_manifest_open(const char *folder);
/* The newest row of an address; NULL when there is none. */
const GatherRow *gather_manifest_find(const GatherManifest *manifest, const char *url);
/* Writes a row through to the disk. `row` is copied. */
bool gather_manifest_add(GatherManifest *manifest, const GatherRow *row);

int gather_manifest_n(const GatherManifest *manifest);
const GatherRow *gather_manifest_row(const GatherManifest *manifest, int i);

#endif
