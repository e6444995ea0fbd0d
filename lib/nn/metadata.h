/* Text pairs in a model file's header, beside the tensors: vocabulary, preprocessing, the net's name.
 * (chapter 22) */
#ifndef NN_METADATA_H
#define NN_METADATA_H

#include <stdbool.h>

/* Zero-initialised it is empty and ready for metadata_set. Keys and values belong to the scope in which they
 * were set. */
typedef struct Metadata {
    int n, room;
    const char **keys;
    const char **values;
    const char *path; /* of the file that they were read from, for messages; or NULL */
} Metadata;

/* Copies both; a key that is there already gets the new value. False with ERR_MEMORY. */
bool metadata_set(Metadata *metadata, const char *key, const char *value);
bool metadata_set_number(Metadata *metadata, const char *key, double value);
/* Lists are kept as JSON text: ["black", "grizzly"], [0.485, 0.456]. ERR_VALUE for what could not be
 * read back: a text that is not UTF-8 or has control characters, a number that is none. */
bool metadata_set_texts(Metadata *metadata, const char *key, int n, const char *const *texts);
bool metadata_set_numbers(Metadata *metadata, const char *key, int n, const float *numbers);

/* NULL when absent, and no error: for keys that a file may lack. */
const char *metadata_get(const Metadata *metadata, const char *key);
/* For keys that a file must have: ERR_FORMAT when the key is absent, is not of that kind, or outside low ..
 * high. */
bool metadata_number(const Metadata *metadata, const char *key, double low, double high, double *out);
/* A list of 1 .. max_n texts without control characters, in the current scope; NULL with ERR_FORMAT. */
const char **metadata_texts(const Metadata *metadata, const char *key, int max_n, int *n);
/* A list of exactly n finite numbers. */
bool metadata_numbers(const Metadata *metadata, const char *key, int n, float *out);

#endif
