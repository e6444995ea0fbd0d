/* IDX: the same bytes as images and as labels, and images against good labels. */
#include "base/error.h"
#include "data/idx.h"
#include "tests/fuzz/targets.h"

void fuzz_idx(const uint8_t *bytes, size_t n)
{
    static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 1, 0};
    const char *images = fuzz_file(0, bytes, n);
    for (int other = 0; other < 2; other++) {
        const Dataset *set = idx_open(images, other ? images : fuzz_file(1, labels, sizeof labels), 2, NULL);
        unsigned sum = 0;
        for (int64_t i = 0; set && i < set->n; i++) {
            Image *image = set->image(set, i);
            fuzz_promise(image && set->label(set, i) < 2, "every sample is there");
            sum += image->pixels[image_bytes(image) - 1];
            image_free(image);
        }
        fuzz_promise(sum <= 2 * 255, "only two labels were given");
        fuzz_end(set != NULL);
    }
}
