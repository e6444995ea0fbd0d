/* Pictures: what kind a file is, how it is to be turned, and its pixels. */
#include "base/error.h"
#include "tests/fuzz/targets.h"
#include "vision/exif.h"
#include "vision/image.h"
#include "vision/sniff.h"

void fuzz_sniff(const uint8_t *bytes, size_t n)
{
    Sniff found = sniff(bytes, n);
    fuzz_promise(!found.problem == !found.hint, "a problem comes with a hint");
    fuzz_end(1);
}

void fuzz_exif(const uint8_t *bytes, size_t n)
{
    int orientation = exif_orientation(bytes, n);
    fuzz_promise(orientation >= 1 && orientation <= 8, "there are eight ways to turn");
    fuzz_end(1);
}

void fuzz_decode(const uint8_t *bytes, size_t n)
{
    Image *image = image_decode("fuzz", bytes, n);
    fuzz_promise(!image || (image->width > 0 && image->height > 0 && image->channels == 3),
                 "a picture has a size");
    /* A sanitizer sees if there are fewer pixels than the size says. */
    volatile uint8_t pixel = 0;
    for (size_t i = 0; i < image_bytes(image); i++)
        pixel = image->pixels[i];
    (void)pixel;
    int done = image != NULL;
    image_free(image);
    if (error_code() == ERR_MEMORY) { /* a large picture, and memory is limited */
        error_clear();
        done = 1;
    }
    fuzz_end(done);
}
