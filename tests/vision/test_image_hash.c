/* Fingerprints: the same for copies of a picture, far apart for different ones. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/error.h"
#include "base/scope.h"
#include "tests/support/blobs.h"
#include "tests/support/temp_folder.h"
#include "vision/image_hash.h"
#include "vision/resize.h"

Test(image_hash, counts_what_the_definition_says)
{
    Image *image = image_scoped(image_new(9, 8, 1));
    cr_assert(eq(u64, image_hash(image), 0));
    image->pixels[0 * 9 + 3] = 200; /* brighter than the pixel before it: bit 2 of the first row */
    image->pixels[7 * 9 + 8] = 1;   /* the last bit                                             */
    cr_assert(eq(u64, image_hash(image), (uint64_t)1 << 2 | (uint64_t)1 << 63));
    cr_assert(eq(u64, image_hash(NULL), 0));
    cr_assert(eq(int, image_hash_distance(0, UINT64_MAX), 64));
    cr_assert(eq(int, image_hash_distance(0x8000000000000005u, 4), 2));
    scope_end_all();
}

Test(image_hash, copies_are_near_and_others_far)
{
    const char *path = temp_path(temp_folder(), "copy.jpg");
    int nearest_other = 64;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        Image *image = blobs(seed, 320, 240);
        uint64_t hash = image_hash(image);
        cr_assert(image_save_jpeg(image, path, 40));
        Image *smaller = image_scoped(image_resize(image_scoped(image_load(path)), 150, 112));
        int copy = image_hash_distance(hash, image_hash(smaller));
        cr_expect(copy <= 3, "a small poor copy of %d differs in %d bits", (int)seed, copy);
        for (uint64_t other = 1; other < seed; other++) {
            int distance = image_hash_distance(hash, image_hash(blobs(other, 320, 240)));
            nearest_other = distance < nearest_other ? distance : nearest_other;
        }
    }
    cr_expect(nearest_other > 12, "two different pictures differ in only %d bits", nearest_other);
    scope_end_all();
}
