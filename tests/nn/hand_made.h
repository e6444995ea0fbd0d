/* Model files made byte by byte. */
#ifndef NN_HAND_MADE_H
#define NN_HAND_MADE_H

#include <stddef.h>

/* A safetensors file of this header, below 64 KB, and these data. Returns its path. */
const char *hand_made_file(const char *path, const char *header, const void *data, size_t n_data);

#endif
