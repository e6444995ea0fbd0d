/* Pictures to test with that look like nothing, and each unlike the others. */
#include "tests/support/blobs.h"

#include "base/random.h"
#include "vision/resize.h"

Image *blobs(uint64_t seed, int width, int height)
{
    Random random;
    random_init(&random, seed);
    Image *small = image_scoped(image_new(8, 6, 3));
    for (size_t i = 0; i < image_bytes(small); i++)
        small->pixels[i] = (uint8_t)(random_u32(&random) & 255);
    return image_scoped(image_resize(small, width, height));
}
