/* Pictures of many kinds against what Pillow makes of them (tests/golden/make_images.py), in this process and
 * through the helper. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "vision/decoder.h"
#include "vision/exif.h"
#include "vision/webp.h"

static const char *const files = "tests/vision/files";

/* Is it the picture of the line, to the bit? */
static bool equals(const Image *image, int width, int height, const char *hex)
{
    if (!image || image->width != width || image->height != height || image->channels != 3 ||
        strlen(hex) < 2 * image_bytes(image))
        return false;
    for (size_t i = 0; i < image_bytes(image); i++) {
        char two[3] = {hex[2 * i], hex[2 * i + 1], 0};
        if (image->pixels[i] != strtol(two, NULL, 16))
            return false;
    }
    return true;
}

Test(decode, equals_pillow)
{
    size_t n;
    char *text = (char *)file_read(file_join(files, "expected.txt"), 0, &n);
    cr_assert(text != NULL, "%s", error_text());
    int count = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), count++) {
        char name[64];
        int width, height, at;
        cr_assert(sscanf(line, "%63s %d %d %n", name, &width, &height, &at) == 3);
        const char *path = file_join(files, name);
        size_t size;
        const uint8_t *bytes = file_read(path, 0, &size);
        if (webp_is(bytes, size) && !webp_is_built_in()) {
            cr_expect_null(image_load(path));
            cr_expect(strstr(error_text(), "is a WebP picture, and this program was built without libwebp") &&
                      *error_advice());
            error_clear();
            continue;
        }
        Image *here = image_scoped(image_decode(name, bytes, size));
        Image *helped = image_scoped(image_load(path));
        cr_expect(equals(here, width, height, line + at), "%s: %s", name, error_text());
        cr_expect(equals(helped, width, height, line + at), "%s, the helper: %s", name, error_text());
        error_clear();
    }
    cr_expect(count >= 19);
    cr_expect(eq(int, (int)decoder_starts(decoder_own()), 1));
    scope_end_all();
}

/* Where the pixel of the upright picture lies in the stored one, corner by corner as the standard words it.
 */
static const uint8_t *stored_pixel(const Image *stored, int orientation, int x, int y)
{
    int right = stored->width - 1, bottom = stored->height - 1;
    const int at[8][2] = {{x, y}, {right - x, y},  {right - x, bottom - y}, {x, bottom - y},
                          {y, x}, {y, bottom - x}, {right - y, bottom - x}, {right - y, x}};
    return stored->pixels + 3 * (at[orientation - 1][1] * stored->width + at[orientation - 1][0]);
}

Test(decode, turns_pictures_upright)
{
    size_t n;
    uint8_t *bytes = file_read(file_join(files, "orientation_6.jpg"), 0, &n);
    cr_assert(bytes && exif_orientation(bytes, n) == 6);
    /* The value stands behind its tag, its type and the count 1, with the high byte first. */
    const uint8_t entry[] = {1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6};
    uint8_t *value = memmem(bytes, n, entry, sizeof entry);
    cr_assert(value != NULL);
    value += 9;
    *value = 1;
    Image *stored = image_scoped(image_decode("stored", bytes, n));
    cr_assert(stored != NULL);
    for (int orientation = 1; orientation <= 8; orientation++) {
        *value = (uint8_t)orientation;
        Image *image = image_scoped(image_decode("turned", bytes, n));
        bool lies = orientation >= 5;
        cr_assert(image && image->width == (lies ? stored->height : stored->width));
        for (int y = 0; y < image->height; y++)
            for (int x = 0; x < image->width; x++)
                cr_assert_arr_eq(image->pixels + 3 * (y * image->width + x),
                                 stored_pixel(stored, orientation, x, y), 3, "%d: (%d, %d)", orientation, x,
                                 y);
    }
    const uint8_t odd[] = {0, 9, 255};
    for (size_t i = 0; i < sizeof odd; i++) {
        *value = odd[i];
        cr_assert(eq(int, exif_orientation(bytes, n), 1));
    }
    /* No byte behind the end is looked at, wherever the end is, and whatever offsets are there. */
    *value = 6;
    for (size_t length = 0; length < n; length++) {
        uint8_t *part = malloc(length + 1);
        memcpy(part, bytes, length);
        for (size_t at = 0; at < length && at < 120; at += 1 + length / 8) {
            part[at] ^= 0xff;
            cr_assert(exif_orientation(part, length) >= 1);
            part[at] ^= 0xff;
        }
        free(part);
    }
    scope_end_all();
}

Test(decode, moving_webp_has_its_reason)
{
    cr_assert_null(image_load(file_join(files, "moving.webp")));
    const char *reason = webp_is_built_in() ? "moving WebP" : "built without libwebp";
    cr_assert(strstr(error_text(), reason) != NULL, "%s", error_text());
    error_clear();
    scope_end_all();
}
