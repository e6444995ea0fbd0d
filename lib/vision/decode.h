/* From the bytes of a file to what it holds, in this process: what the helper of decoder.h does inside its
 * walls. Inside vision only. */
#ifndef VISION_DECODE_H
#define VISION_DECODE_H

#include "vision/raw.h"

/* What the file holds, at most `most_pixels`, in the room if there is one and it is a JPEG; raw_free frees
 * it. Needs a clear error state: false with ERR_MEMORY or with ERR_FORMAT, whose text is only the reason,
 * such as "is truncated", for decode_blame to complete. */
bool decode_raw(const uint8_t *bytes, size_t n, int64_t most_pixels, RawRoom room, Raw *raw);
/* The same as an upright RGB picture; NULL with the same errors. */
Image *decode_image(const uint8_t *bytes, size_t n, int64_t most_pixels);
/* Puts "function: name: " before the reason that is kept. */
void decode_blame(const char *function, const char *name);

#endif
