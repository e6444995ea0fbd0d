/* The tests of exercise 18.4. */
#include "ex4_mixup.h"

#include <criterion/criterion.h>
#include <math.h>

enum { H = 6, W = 9 };

static void hole(int x, int y, int side, int left, int right, int top, int bottom, const char *why)
{
    float picture[H * W];
    for (int i = 0; i < H * W; i++)
        picture[i] = 1;
    int n = cutout(picture, H, W, x, y, side), wanted = (right - left) * (bottom - top);
    cr_assert(n == wanted, "a hole of %d at (%d, %d): %d pixels, not %d. %s", side, x, y, wanted, n, why);
    for (int i = 0; i < H * W; i++) {
        int column = i % W, row = i / W;
        int inside = column >= left && column < right && row >= top && row < bottom;
        cr_assert(picture[i] == (inside ? 0.0f : 1.0f),
                  "a hole of %d at (%d, %d): the pixel at (%d, %d) is %g. %s", side, x, y, column, row,
                  (double)picture[i], why);
    }
}

Test(mixup, hole_in_the_middle)
{
    hole(4, 3, 3, 3, 6, 2, 5, "It begins one pixel before its middle");
    hole(4, 3, 2, 3, 5, 2, 4, "An even side has no middle pixel: it begins side / 2 before");
}

Test(mixup, hole_at_the_edge)
{
    hole(0, 0, 4, 0, 2, 0, 2, "What hangs over the edge is cut off, and the hole does not move");
    hole(8, 5, 5, 6, 9, 3, 6, "At the other edges too");
    hole(8, 0, 100, 0, 9, 0, 6, "A hole can be larger than the picture");
}

Test(mixup, pictures)
{
    const float a[3] = {1, 0, 0.5f}, b[3] = {0, 1, 0.5f};
    float mixed[3];
    mixup(a, b, 3, 0.75f, mixed);
    cr_assert(fabsf(mixed[0] - 0.75f) < 1e-6f, "1 and 0 with a share of .75: %g", (double)mixed[0]);
    cr_assert(fabsf(mixed[1] - 0.25f) < 1e-6f, "0 and 1 with a share of .75: %g. The share is a's",
              (double)mixed[1]);
    cr_assert(fabsf(mixed[2] - 0.5f) < 1e-6f, "equal values stay: %g. The shares sum to 1", (double)mixed[2]);
}

Test(mixup, loss)
{
    const float p[3] = {0.7f, 0.2f, 0.1f};
    float pure = mixup_loss(p, 0, 2, 1), half = mixup_loss(p, 0, 1, 0.5f), most = mixup_loss(p, 0, 1, 0.7f);
    cr_assert(fabsf(pure - 0.35667f) < 1e-4f, "all of class 0: %g, not -log(.7)", (double)pure);
    cr_assert(fabsf(half - 0.98306f) < 1e-4f,
              "half and half: %g. It is the mean of two losses, not the loss of a mean", (double)half);
    cr_assert(fabsf(most - 0.73250f) < 1e-4f, "seven tenths of class 0: %g", (double)most);
}
