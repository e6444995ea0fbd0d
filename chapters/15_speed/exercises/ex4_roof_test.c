/* The tests of exercise 15.4: everything is counted here. */
#include "ex4_roof.h"

#include <criterion/criterion.h>

static const double PEAK = 100e9, MEMORY = 20e9;

static void predicted(int said, double counted, const char *why)
{
    cr_assert(said == counted, "you said %d, and it is not. %s", said, why);
}

Test(roof, ridge)
{
    predicted(ridge(), PEAK / MEMORY,
              "At the ridge both take the same time: operations / 100 billion = bytes / 20 billion");
}

Test(roof, relu_millions)
{
    predicted(relu_millions(), MEMORY / (2 * sizeof(float)) * 1e-6,
              "Each number is read and written: count the bytes that move for one operation");
}

Test(roof, product_intensity)
{
    double n = 1200, operations = 0, bytes = 3 * n * n * sizeof(float);
    for (int i = 0; i < 1200; i++)
        operations += 2 * n * n; /* of row i of c */
    predicted(product_intensity(), operations / bytes,
              "Count multiplications and additions, and the bytes of all three matrices");
}

/* A calendar: a unit is idle when the sum it wants is not ready yet. */
Test(roof, sums_under_way)
{
    enum { UNITS = 2, LATENCY = 4, CYCLES = 1000 };
    int enough = 0;
    for (int sums = 1; sums <= 32 && !enough; sums++) {
        int ready[32] = {0}, started = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++)
            for (int unit = 0; unit < UNITS; unit++)
                if (ready[started % sums] <= cycle)
                    ready[started++ % sums] = cycle + LATENCY;
        enough = started == UNITS * CYCLES ? sums : 0;
    }
    predicted(sums_under_way(), enough,
              "Both units start one each cycle, and each is under way for 4 cycles: how many are that at any "
              "time?");
}

Test(roof, patches_times_picture)
{
    int numbers = 0;
    for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++)
            numbers++; /* of the window at one pixel */
    predicted(patches_times_picture(), numbers,
              "There is a window at every pixel: how many pixels does it see?");
}

Test(roof, winograd_multiplications)
{
    enum { RESULTS = 4, WINDOW = 3, PIXELS = RESULTS + WINDOW - 1 };
    predicted(
        winograd_multiplications(), PIXELS * PIXELS,
        "4 x 4 windows of 3 x 3 together see a square of pixels: one multiplication for each pixel of it");
}
