/* The outside of a PyTorch file: a zip archive of uncompressed entries. */
#ifndef NN_TORCH_ZIP_H
#define NN_TORCH_ZIP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct ZipEntry {
    const char *name;
    int64_t from, bytes; /* of its contents, in the file */
} ZipEntry;

typedef struct Zip {
    const char *path;
    FILE *stream;
    int n;
    ZipEntry *entries; /* in the current scope */
} Zip;

/* Reads the list of entries; every place is checked against the file's size. ERR_FILE, or ERR_FORMAT for what
 * is no archive, is damaged, or compressed. zip_close after either. */
bool zip_open(Zip *zip, const char *path);
void zip_close(Zip *zip);
const ZipEntry *zip_find(const Zip *zip, const char *name); /* NULL when there is none of that name */

#endif
