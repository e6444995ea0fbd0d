/* Resizing against PIL, checksum by checksum, and fast.ai's random crops against their rules. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "vision/resize.h"

/* The same bytes as noise() in tests/golden/make_resize.py. */
static Image *noise(int width, int height, int channels)
{
    Image *image = image_scoped(image_new(width, height, channels));
    uint32_t state = (uint32_t)(width * 31 + height * 7 + channels);
    for (size_t i = 0; i < image_bytes(image); i++) {
        state = state * 1664525u + 1013904223u;
        image->pixels[i] = (uint8_t)(state >> 24);
    }
    return image;
}

static uint64_t checksum(const Image *image)
{
    uint64_t value = 0xcbf29ce484222325u;
    for (size_t i = 0; i < image_bytes(image); i++)
        value = (value ^ image->pixels[i]) * 0x100000001b3u;
    return value;
}

static Image *make(const char *what, const Image *image, Box box, int width, int height)
{
    static const char *const ways[] = {"fit_crop", "fit_squish", "fit_zeros", "fit_border", "fit_reflection"};
    if (strcmp(what, "box") == 0)
        return image_resize_box(image, box, width, height);
    if (strcmp(what, "crop") == 0)
        return image_resize_crop(image, box, width, height);
    if (strcmp(what, "rrc") == 0)
        return image_random_resized_crop(image, width, 0.5f, NULL);
    for (int method = RESIZE_CROP; method <= RESIZE_PAD_REFLECTION; method++)
        if (strcmp(what, ways[method]) == 0)
            return image_fit(image, width, height, (ResizeMethod)method, NULL);
    return NULL;
}

Test(resize, equals_pil)
{
    FILE *file = fopen("tests/golden/resize.txt", "r");
    cr_assert_not_null(file, "tests/golden/resize.txt: run the tests from the project's root");
    char what[32];
    int w, h, c, width, height, lines = 0;
    Box box;
    unsigned long long wanted;
    while (fscanf(file, "%31s %d %d %d %d %d %d %d %d %d %llx", what, &w, &h, &c, &box.x, &box.y, &box.width,
                  &box.height, &width, &height, &wanted) == 11) {
        Image *made = image_scoped(make(what, noise(w, h, c), box, width, height));
        cr_assert(made && made->width == width && made->height == height, "%s: %s", what, error_text());
        cr_expect(checksum(made) == wanted, "%s of %d x %d x %d, box %d %d %d %d, to %d x %d", what, w, h, c,
                  box.x, box.y, box.width, box.height, width, height);
        lines++;
    }
    fclose(file);
    cr_assert(eq(int, lines, 210));
}

/* PIL's numbers in full for one small picture: 5 x 4 grey to 3 x 3. */
Test(resize, small_picture)
{
    const uint8_t in[20] = {0,  50, 100, 150, 200, 10, 60, 110, 160, 210,
                            20, 70, 120, 170, 220, 30, 80, 130, 180, 255};
    const uint8_t wanted[9] = {24, 103, 182, 36, 115, 194, 48, 127, 216};
    Image *image = image_scoped(image_wrap(5, 4, 1, (uint8_t *)in, NULL));
    Image *made = image_scoped(image_resize(image, 3, 3));
    cr_assert_arr_eq(made->pixels, wanted, 9);
}

Test(resize, crop_flip_and_thumb)
{
    Image *image = noise(7, 5, 3);
    Image *crop = image_scoped(image_crop(image, (Box){2, 1, 4, 3}));
    cr_assert_arr_eq(crop->pixels, image->pixels + (1 * 7 + 2) * 3, 4 * 3);
    cr_assert_arr_eq(crop->pixels + 2 * 4 * 3, image->pixels + (3 * 7 + 2) * 3, 4 * 3);

    Image *flipped = image_scoped(image_flip(image));
    cr_assert_arr_eq(flipped->pixels, image->pixels + 6 * 3, 3);
    cr_assert_arr_eq(flipped->pixels + 4 * 3, image->pixels + 2 * 3, 3);
    cr_assert(image_flip_(flipped));
    cr_assert_arr_eq(flipped->pixels, image->pixels, 7 * 5 * 3);

    /* Sizes of PIL's thumbnail((128, 128)); the first is the grizzly of fast.ai's lesson. */
    static const int sizes[][4] = {{850, 1008, 108, 128}, {300, 200, 128, 85},  {100, 90, 100, 90},
                                   {1000, 3, 128, 1},     {129, 128, 128, 127}, {201, 300, 86, 128}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Image *thumb = image_scoped(image_thumb(noise(sizes[i][0], sizes[i][1], 1), 128, 128));
        cr_assert(thumb->width == sizes[i][2] && thumb->height == sizes[i][3], "%d x %d became %d x %d",
                  sizes[i][0], sizes[i][1], thumb->width, thumb->height);
    }
}

Test(resize, shrink_keeps_the_aspect)
{
    static const int sizes[][4] = {
        {400, 300, 213, 160}, {300, 400, 160, 213}, {161, 500, 160, 497}, {160, 90, 160, 90}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Image *image = noise(sizes[i][0], sizes[i][1], 3), *small = image_scoped(image_shrink(image, 160));
        cr_assert(small && small != image && small->width == sizes[i][2] && small->height == sizes[i][3],
                  "%d x %d became %d x %d", sizes[i][0], sizes[i][1], small->width, small->height);
    }
    cr_expect(image_shrink(NULL, 160) == NULL && error_ok(), "NULL is passed on");
    cr_expect(image_shrink(noise(4, 4, 3), 0) == NULL && error_code() == ERR_VALUE, "a side of 0");
    error_clear();
}

/* A picture whose pixels tell their place, so that a crop tells where it was cut. */
static Image *places(int width, int height)
{
    Image *image = image_scoped(image_new(width, height, 3));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            image->pixels[(y * width + x) * 3] = (uint8_t)x;
            image->pixels[(y * width + x) * 3 + 1] = (uint8_t)y;
        }
    return image;
}

Test(resize, training_crops_along_the_longer_side)
{
    Image *image = places(200, 50);
    int least = 255, most = 0;
    for (uint64_t i = 0; i < 200; i++) {
        Stream stream = stream_of(1, 0, i);
        Image *made = image_fit(image, 50, 50, RESIZE_CROP, &stream);
        int left = made->pixels[0];
        cr_assert(left == made->pixels[49 * 3] - 49 && made->pixels[1] == 0 &&
                  made->pixels[49 * 150 + 1] == 49);
        least = left < least ? left : least;
        most = left > most ? left : most;
        image_free(made);
    }
    cr_assert(least < 10 && most > 140 && most <= 150, "left edges from %d to %d", least, most);
}

Test(resize, random_resized_crop_keeps_its_limits)
{
    Image *image = places(240, 180);
    double area_sum = 0, shapes[2] = {9, 0};
    for (uint64_t i = 0; i < 300; i++) {
        Stream stream = stream_of(7, 3, i);
        Image *made = image_random_resized_crop(image, 8, 0.35f, &stream);
        /* The middles of the first and last pixel are 7/8 of the box apart. */
        const uint8_t *last = made->pixels + 63 * 3;
        double w = (last[0] - made->pixels[0]) * 8 / 7.0, h = (last[1] - made->pixels[1]) * 8 / 7.0;
        area_sum += w * h / (240 * 180);
        shapes[0] = fmin(shapes[0], w / h);
        shapes[1] = fmax(shapes[1], w / h);
        cr_assert(w * h > 0.33 * 240 * 180 && made->width == 8 && made->height == 8);
        Stream again = stream_of(7, 3, i);
        Image *same = image_random_resized_crop(image, 8, 0.35f, &again);
        cr_assert_arr_eq(same->pixels, made->pixels, image_bytes(made));
        image_free(same);
        image_free(made);
    }
    /* Boxes of nearly the whole area often do not fit, so the mean lies below (0.35 + 1) / 2. */
    cr_assert(area_sum / 300 > 0.5 && area_sum / 300 < 0.675, "mean area %g", area_sum / 300);
    cr_assert(shapes[0] > 0.72 && shapes[0] < 0.8 && shapes[1] > 1.25 && shapes[1] < 1.38, "%g to %g",
              shapes[0], shapes[1]);

    /* Never fits: the middle, at the widest shape allowed. */
    Image *band = places(250, 30);
    Stream stream = stream_of(1, 0, 0);
    Image *made = image_scoped(image_random_resized_crop(band, 40, 1, &stream));
    cr_assert(made->pixels[0] == 105 && made->pixels[39 * 3] == 144, "%d .. %d", made->pixels[0],
              made->pixels[39 * 3]);
}

Test(resize, refuses_and_survives)
{
    Image *image = noise(20, 10, 3);
    cr_assert_null(image_crop(image, (Box){15, 0, 6, 5}));
    cr_assert_str_eq(error_text(),
                     "image_crop: a box of 6 x 5 at (15, 0) is not inside a picture of 20 x 10");
    error_clear();
    cr_assert_null(image_resize(image, 0, 5));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_assert_null(image_resize(NULL, 3, 3));
    cr_assert_null(image_fit(NULL, 1, 1, RESIZE_CROP, NULL));
    cr_assert(error_ok(), "NULL is refused in silence");

    for (int n = 1; n < 10; n++) {
        mem_fail_after(n);
        Stream stream = stream_of(0, 0, (uint64_t)n);
        image_free(image_fit(image, 300 * n, 7, RESIZE_PAD_REFLECTION, &stream));
        image_free(image_random_resized_crop(image, 100 * n, 0.3f, NULL));
        cr_assert(error_ok() || error_code() == ERR_MEMORY);
        error_clear();
    }
    mem_fail_after(0);
}
