/* What decoder.c and its helper say to each other. Both are built from these sources and run on one machine.
 *
 * The helper is started as `image_decoder MOST_BYTES MOST_PIXELS SECONDS KEPT_BYTES` with a socket as
 * descriptor 0 and memory that both see as descriptor 3. It answers once without being asked, when it has
 * locked itself in; from then on each request gets one answer. */
#ifndef VISION_HELPER_PROTOCOL_H
#define VISION_HELPER_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#include "vision/raw.h"

enum { HELPER_SOCKET = 0, HELPER_MEMORY = 3, HELPER_PAGE = 1 << 16, HELPER_TEXT_SIZE = 240 };

/* A file lies at the beginning of the shared memory; what it holds will lie behind the room for files. */
typedef struct HelperRequest {
    uint64_t serial;
    uint64_t n_bytes;
} HelperRequest;

typedef struct HelperAnswer {
    uint64_t serial; /* of the request; 0 for the first word */
    int32_t code;    /* ERR_NONE, ERR_FORMAT or ERR_MEMORY   */
    RawMessage picture;
    char text[HELPER_TEXT_SIZE], hint[HELPER_TEXT_SIZE];
} HelperAnswer;

/* The shared memory: room for a file, then for what it holds. */
static inline size_t helper_file_room(size_t most_bytes)
{
    return (most_bytes + HELPER_PAGE) / HELPER_PAGE * HELPER_PAGE;
}

static inline size_t helper_picture_room(int64_t most_pixels)
{
    return (raw_room(most_pixels) + HELPER_PAGE) / HELPER_PAGE * HELPER_PAGE;
}

#endif
