/* The tests of exercise 17.3: the library computes what was predicted. */
#include "ex3_numbers.h"

#include "base/error.h"
#include "base/scope.h"
#include "data/splitters.h"
#include "vision/resize.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(int said, double computed, const char *why)
{
    cr_assert(error_ok(), "the library stumbled over the line itself: %s", error_text());
    cr_assert(said == computed, "you said %d, and it is not. %s", said, why);
}

Test(numbers, held_back)
{
    int said = held_back();
    predicted(said, (double)split_random(395, 0.2, 42).n_valid,
              "A fifth of 395 is a whole number; what is left is for training");
}

Test(numbers, left_over)
{
    int said = left_over();
    int whole = 0, photos = 137;
    for (; photos >= 16; photos -= 16)
        whole++;
    predicted(
        said, 137 - 16 * whole,
        "Batches are filled one after another, and the last one is not filled. Those in it are not seen "
        "in this epoch; in the next one they are others, because the order is drawn anew");
}

/* 640 x 480, white; columns are marked by a grey that tells where they were. */
static Image *fitted(ResizeMethod method)
{
    Image *photo = image_scoped(image_new(640, 480, 1));
    for (size_t i = 0; i < image_bytes(photo); i++)
        photo->pixels[i] = (uint8_t)(55 + (i % 640) * 200 / 639);
    return image_scoped(image_fit(photo, 128, 128, method, NULL));
}

Test(numbers, columns_seen)
{
    int said = columns_seen();
    const Image *square = fitted(RESIZE_CROP);
    double left = (square->pixels[0] - 55) * 639 / 200.0, right = (square->pixels[127] - 55) * 639 / 200.0;
    predicted(
        said, 10 * round((right - left) * 128 / 127 / 10),
        "The net wants a square, and the largest square inside the photo is as wide as the photo is high");
}

Test(numbers, black_rows)
{
    int said = black_rows();
    const Image *square = fitted(RESIZE_PAD_ZEROS);
    int black = 0;
    for (int row = 0; row < 128; row++)
        black += square->pixels[row * 128 + 64] < 27; /* the row at the edge is a mixture */
    predicted(
        said, black,
        "640 columns shrink to 128, to a fifth. The rows shrink as much, or the bear would be squished; "
        "what is missing of 128 is black");
}

Test(numbers, torn_pairs)
{
    int said = torn_pairs();
    enum { SEEDS = 2000, PHOTOS = 200 };
    int64_t torn = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        Scope scope = scope_begin();
        Sides sides = split_random(PHOTOS, 0.2, seed);
        int held[PHOTOS / 2] = {0};
        for (int64_t i = 0; i < sides.n_valid; i++)
            held[sides.valid[i] / 2]++;
        for (int i = 0; i < PHOTOS / 2; i++)
            torn += held[i] == 1;
        scope_end(scope);
    }
    predicted(
        said, round((double)torn / SEEDS),
        "One of the two is held back and the other is not: that can happen in two ways, and is nearly a "
        "third of all pairs. This is why duplicates have to be found before the split");
}
