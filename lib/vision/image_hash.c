/* The difference hash of a picture. */
#include "vision/image_hash.h"

#include "vision/resize.h"

enum { ROWS = 8, COLUMNS = 9 };

/* 1000 times the brightness that an eye sees. */
static int brightness(const Image *image, int x, int y)
{
    const uint8_t *pixel = image->pixels + (y * image->width + x) * image->channels;
    return image->channels == 1 ? 1000 * pixel[0] : 299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2];
}

uint64_t image_hash(const Image *image)
{
    Image *small = image_resize(image, COLUMNS, ROWS);
    uint64_t hash = 0;
    for (int i = 0; small && i < ROWS * (COLUMNS - 1); i++) {
        int x = i % (COLUMNS - 1), y = i / (COLUMNS - 1);
        if (brightness(small, x + 1, y) > brightness(small, x, y))
            hash |= (uint64_t)1 << i;
    }
    image_free(small);
    return hash;
}

int image_hash_distance(uint64_t a, uint64_t b)
{
    int distance = 0;
    for (uint64_t differ = a ^ b; differ; differ &= differ - 1)
        distance++;
    return distance;
}
