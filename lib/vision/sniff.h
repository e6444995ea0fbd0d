/* What a file is, told by its bytes, before a decoder sees it. For vision, and for gathering photos. */
#ifndef VISION_SNIFF_H
#define VISION_SNIFF_H

#include <stddef.h>
#include <stdint.h>

/* Why these bytes are no picture that can be decoded, to follow "FILE: ", and what to do about it. Walks
 * through the parts of a JPEG, PNG, GIF or WebP to see that none is missing, and that nothing in them leads
 * the decoder astray. */
typedef struct Sniff {
    const char *problem; /* NULL: go on and decode */
    const char *hint;
} Sniff;

Sniff sniff(const uint8_t *bytes, size_t n);

/* The kinds that can be decoded, as their files end: "jpg", "png" ..., NULL after the last. */
extern const char *const sniff_kinds[];
/* One of them, told by the first bytes alone; NULL for everything else. */
const char *sniff_kind(const uint8_t *bytes, size_t n);

#endif
