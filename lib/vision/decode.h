/* From the bytes of a file to pixels, in this process: what the helper of decoder.h does inside its walls.
 * Inside vision only. */
#ifndef VISION_DECODE_H
#define VISION_DECODE_H

#include "vision/image.h"

/* Memory that the caller has for the pixels. */
typedef struct DecodeRoom {
    uint8_t *pixels;
    size_t bytes;
} DecodeRoom;

/* An upright RGB picture of at most `most_pixels`. Its pixels lie in the room if they were decoded straight
 * into it, else in memory of their own. Needs a clear error state: NULL with ERR_MEMORY or with ERR_FORMAT,
 * whose text is only the reason, such as "is truncated", for decode_blame to complete. */
Image *decode_image(const uint8_t *bytes, size_t n, int64_t most_pixels, DecodeRoom room);
/* Puts "function: name: " before the reason that is kept. */
void decode_blame(const char *function, const char *name);

#endif
