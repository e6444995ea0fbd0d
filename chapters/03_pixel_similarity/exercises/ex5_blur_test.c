/* The tests of exercise 03.5. */
#include "ex5_blur.h"

#include "base/error.h"
#include "data/idx.h"

#include <criterion/criterion.h>
#include <math.h>

enum { H = 3, W = 4 };

/* A picture of 3 x 4 with a single 36 in it, blurred. */
static void blur_a_point(int row, int column, int radius, float blurred[H][W])
{
    float picture[H][W] = {0};
    picture[row][column] = 36;
    blur(&picture[0][0], &blurred[0][0], H, W, radius);
    cr_assert(picture[row][column] == 36 && picture[0][0] + picture[2][3] + picture[1][1] <= 36,
              "the picture itself is to stay as it is: a neighbour that is blurred already must not be read");
}

static void is(float got, float wanted, int row, int column, const char *why)
{
    cr_assert(fabsf(got - wanted) < 1e-4f, "row %d, column %d is %g, not %g. %s", row, column, (double)wanted,
              (double)got, why);
}

Test(blur, inside)
{
    float blurred[H][W];
    blur_a_point(1, 1, 1, blurred);
    is(blurred[1][1], 4, 1, 1, "Nine numbers, one of which is 36: the mean is 36 / 9");
    is(blurred[1][2], 4, 1, 2, "The point lies in the square around its neighbour too, which is as large");
    is(blurred[1][3], 0, 1, 3, "Two columns away nothing of the point is left");
}

Test(blur, at_the_edge)
{
    float blurred[H][W];
    blur_a_point(1, 1, 1, blurred);
    is(blurred[0][0], 9, 0, 0, "Around a corner only four numbers lie in the picture: 36 / 4");
    is(blurred[0][1], 6, 0, 1,
       "At an edge there are six: 36 / 6. Divided by nine, every border would be dark");
    blur_a_point(2, 3, 1, blurred);
    is(blurred[2][3], 9, 2, 3, "The last corner has four, as the first");
    is(blurred[0][0], 0, 0, 0, "What lies beyond the right edge is not the next row");
    is(blurred[1][0], 0, 1, 0, "What lies beyond the right edge is not the next row");
}

Test(blur, radius)
{
    float blurred[H][W];
    blur_a_point(1, 2, 0, blurred);
    is(blurred[1][2], 36, 1, 2, "Radius 0 is a square of one number: nothing changes");
    is(blurred[1][1], 0, 1, 1, "Radius 0 is a square of one number: nothing changes");
    blur_a_point(0, 0, 2, blurred);
    is(blurred[2][2], 3, 2, 2,
       "Radius 2 reaches from row 2 up to row 0, and twelve numbers are inside: 36 / 12");
    is(blurred[0][3], 0, 0, 3, "Three columns are farther than radius 2");
}

/* Pictures of a few pixels. */
typedef struct Few {
    int height, width;
    const uint8_t *pixels;
    const int *labels;
} Few;

static Image *few_image(const Dataset *set, int64_t i)
{
    const Few *few = set->state;
    int n = few->height * few->width;
    Image *image = image_new(few->width, few->height, 1);
    for (int at = 0; image && at < n; at++)
        image->pixels[at] = few->pixels[i * n + at];
    return image;
}

static int few_label(const Dataset *set, int64_t i)
{
    const Few *few = set->state;
    return few->labels[i];
}

static Dataset set_of(const Few *few, int64_t n)
{
    return (Dataset){
        .n = n, .name = "few", .n_classes = 2, .image = few_image, .label = few_label, .state = few};
}

static void reaches(double got, double wanted, const char *why)
{
    cr_assert(error_ok(), "the library was given something that it cannot do: %s", error_text());
    cr_assert(fabs(got - wanted) < 5e-5, "the share is %.4f, not %.4f. %s", wanted, got, why);
}

/* Class 0 is empty, class 1 a bar in the middle; asked for is a bar beside the middle. */
Test(blur, forgives_a_step_aside)
{
    const Few seen = {1, 5, (const uint8_t[]){0, 0, 0, 0, 0, 0, 0, 250, 0, 0}, (const int[]){0, 1}};
    const Few asked = {1, 5,
                       (const uint8_t[]){0, 250, 0, 0, 0, 0, 0, 0, 250, 0, 0, 0, 240, 0, 0, 9, 9, 0, 0, 9},
                       (const int[]){1, 1, 1, 0}};
    Dataset train = set_of(&seen, 2), valid = set_of(&asked, 4);
    reaches(blurred_accuracy(&train, &valid, 0), 0.5,
            "Sharp, a bar one pixel aside differs from the ideal bar at two places and from nothing at one");
    reaches(blurred_accuracy(&train, &valid, 1), 1,
            "Blurred, the two bars overlap: the pictures AND the ideals are to be blurred");
}

Test(blur, nearest_by_l1)
{
    const Few seen = {1, 5, (const uint8_t[]){0, 0, 0, 0, 0, 100, 100, 100, 100, 0}, (const int[]){0, 1}};
    const Few asked = {1, 5, (const uint8_t[]){250, 0, 0, 0, 0}, (const int[]){0}};
    Dataset train = set_of(&seen, 2), valid = set_of(&asked, 1);
    reaches(
        blurred_accuracy(&train, &valid, 0), 1,
        "One place of 250 is 250 away from nothing and 450 from four places of 100; squares say otherwise");
}

/* Two rows of five: a bar in the middle, and two points in opposite corners, which follow each other in
 * memory. */
Test(blur, rows_are_rows)
{
    const Few seen = {2, 5, (const uint8_t[20]){[12] = 250, [17] = 250}, (const int[]){0, 1}};
    const Few asked = {2, 5, (const uint8_t[10]){[4] = 250, [5] = 250}, (const int[]){0}};
    Dataset train = set_of(&seen, 2), valid = set_of(&asked, 1);
    reaches(blurred_accuracy(&train, &valid, 1), 1,
            "Two corners are no bar in the middle. Are height and width of the pictures mixed up?");
}

Test(blur, digits)
{
    Dataset *train = mnist_train(), *valid = mnist_valid();
    if (!train || !valid || train->n != 60000) {
        error_clear();
        cr_skip_test("make data-mnist, for all of the 60,000 digits");
    }
    reaches(blurred_accuracy(train, valid, 0), 0.6685, "Radius 0 is the chapter's baseline by L1");
    reaches(blurred_accuracy(train, valid, 1), 0.7380,
            "Radius 1: seven points for one line of arithmetic. Strokes that miss each other by a pixel meet "
            "now");
}
