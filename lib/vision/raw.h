/* A picture as its file holds it: planes of values, not yet spread, coloured and turned upright. The helper
 * of decoder.h reads files, at which it may be fooled, and hands this over; what is left is arithmetic on
 * numbers of which any will do. Inside vision only. */
#ifndef VISION_RAW_H
#define VISION_RAW_H

#include "vision/image.h"
#include "vision/jpeg.h"

enum { RAW_MOST_PLANES = 4 };

/* Memory for planes that the caller has, aligned to 64 bytes; {NULL, 0}: none. */
typedef struct RawRoom {
    uint8_t *bytes;
    size_t n;
} RawRoom;

typedef struct RawShape {
    int32_t width, height; /* as stored, before it is turned                                */
    uint8_t orientation;   /* 1 .. 8, as EXIF counts                                        */
    uint8_t colours;       /* a JpegColours; JPEG_JOINED for all that are no JPEG           */
    uint8_t channels;      /* of a joined plane: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA    */
    uint8_t across[RAW_MOST_PLANES], down[RAW_MOST_PLANES]; /* as in JpegPlane; 1 if joined */
    int32_t stride[RAW_MOST_PLANES];                        /* bytes from row to row        */
} RawShape;

typedef struct Raw {
    RawShape shape;
    const uint8_t *planes[RAW_MOST_PLANES];
    void *owned[RAW_MOST_PLANES]; /* what raw_free frees; NULL: the plane lies in the room */
} Raw;

/* Of values that are joined already, upright, from mem_alloc; they belong to the Raw from then on. */
Raw raw_of_pixels(int width, int height, int channels, uint8_t *pixels);

/* How much room a picture's planes take at most: four, of blocks of up to 32 x 32 pixels, side by side. */
size_t raw_room(int64_t most_pixels);

/* A Raw as one process tells it to another: its planes lie in a room that both see. */
typedef struct RawMessage {
    RawShape shape;
    uint64_t offset[RAW_MOST_PLANES];
} RawMessage;

/* Moves to the room what is not there. */
RawMessage raw_to_message(const Raw *raw, RawRoom room);
/* False if no such picture can lie in the room: a message from a stranger may say anything. What the planes
 * hold may change at any time. */
bool raw_of_message(const RawMessage *message, RawRoom room, int64_t most_pixels, Raw *raw);

/* RGB, upright, alpha over white; one pass over the pixels, two for a JPEG that is turned. NULL with
 * ERR_MEMORY. */
Image *raw_to_image(const Raw *raw);
void raw_free(Raw *raw);

#endif
