/* Decoding what comes from outside: a small program of its own does it, which can only compute, so that a
 * crafted file crashes, fills or stops nothing but that program. (chapter 17)
 *
 * The program, image_decoder, lies beside the running one or one folder above it; the environment variable
 * IMAGE_DECODER names another. It is started once and then asked again and again; when it crashes, hangs or
 * takes too much memory the file gets an error and a new one is started. There is no way around it: where it
 * cannot be started nothing from outside is decoded. */
#ifndef VISION_DECODER_H
#define VISION_DECODER_H

#include "vision/image.h"

typedef struct DecoderOptions {
    const char *program; /* NULL: found as told above            */
    size_t most_bytes;   /* of a file; 0: 8 MiB                  */
    int64_t most_pixels; /* of a picture; 0: 16 million          */
    double seconds;      /* for one file, by the clock; 0: 15    */
    size_t kept_bytes;   /* of memory, from one picture to the next, by the decoder and again shared with
                          * it: larger pictures cost a third more time; 0: 8 MiB, 2.8 million pixels */
} DecoderOptions;

typedef struct Decoder Decoder;

/* Starts the program; about 2 ms. One decoder serves one thread at a time. decoder_close ends the program and
 * waits for it. NULL with ERR_STATE when it cannot be started. */
Decoder *decoder_open(DecoderOptions options);
void decoder_close(Decoder *decoder); /* NULL is fine */

/* This thread's own decoder, for files of up to 64 MiB and IMAGE_MOST_PIXELS: started at the first call,
 * ended with the thread. Do not close it. */
Decoder *decoder_own(void);

/* As image_decode and image_load, see there. ERR_FORMAT: this file is no good, `name` or `path` and the
 * reason say why. ERR_STATE: the program cannot be started, no file will do. Cost above decoding in the
 * process: where all cores decode, 2 to 3% of photos of 300 x 300; on Linux both run on the asker's core. A
 * lone asker, whom the system moves about, pays about a tenth: see tests/bench/bench_decode.c. */
Image *decoder_decode(Decoder *decoder, const char *name, const uint8_t *bytes, size_t n);
Image *decoder_load(Decoder *decoder, const char *path);

/* How often the program was started, the first time counts. */
int64_t decoder_starts(const Decoder *decoder);

#endif
