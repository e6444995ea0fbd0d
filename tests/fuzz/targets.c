/* The targets: each hands the bytes to one reader, and checks what may never be wrong about its answer. */
#include "tests/fuzz/targets.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/scope.h"
#include "vision/exif.h"
#include "vision/image.h"
#include "vision/sniff.h"

static void claim(int fact)
{
    if (!fact)
        abort();
}

static void run_sniff(const uint8_t *bytes, size_t n)
{
    Sniff found = sniff(bytes, n);
    claim(!found.problem == !found.hint);
}

static void run_exif(const uint8_t *bytes, size_t n)
{
    int orientation = exif_orientation(bytes, n);
    claim(orientation >= 1 && orientation <= 8);
}

static void run_decode(const uint8_t *bytes, size_t n)
{
    Image *image = image_decode("fuzz", bytes, n);
    claim(image ? error_ok() && image->width > 0 && image->height > 0 && image->channels == 3
                : error_code() == ERR_FORMAT || error_code() == ERR_MEMORY);
    /* A sanitizer sees if there are fewer pixels than the size says. */
    volatile uint8_t pixel = 0;
    for (size_t i = 0; i < image_bytes(image); i++)
        pixel = image->pixels[i];
    (void)pixel;
    image_free(image);
    error_clear();
}

const FuzzTarget fuzz_targets[] = {
    {"sniff", run_sniff},
    {"exif", run_exif},
    {"decode", run_decode},
    {NULL, NULL},
};
