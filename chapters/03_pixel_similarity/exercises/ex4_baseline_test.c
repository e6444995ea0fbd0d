/* The tests of exercise 03.4. */
#include "ex4_baseline.h"

#include "base/error.h"
#include "data/idx.h"

#include <criterion/criterion.h>
#include <math.h>

/* Pictures of 1 x 2 pixels, written down. */
typedef struct Few {
    const uint8_t (*pixels)[2];
    const int *labels;
} Few;

static Image *few_image(const Dataset *set, int64_t i)
{
    const Few *few = set->state;
    Image *image = image_new(2, 1, 1);
    for (int column = 0; image && column < 2; column++)
        image->pixels[column] = few->pixels[i][column];
    return image;
}

static int few_label(const Dataset *set, int64_t i)
{
    const Few *few = set->state;
    return few->labels[i];
}

static Dataset set_of(const Few *few, int64_t n, int n_classes)
{
    return (Dataset){
        .n = n, .name = "few", .n_classes = n_classes, .image = few_image, .label = few_label, .state = few};
}

static void reaches(double got, double wanted, const char *why)
{
    cr_assert(error_ok(), "the library was given something that it cannot do: %s", error_text());
    cr_assert(fabs(got - wanted) < 5e-5, "the share is %.4f, not %.4f. %s", wanted, got, why);
}

static const Few LEFT_OR_RIGHT = {(const uint8_t[][2]){{250, 0}, {200, 50}, {0, 250}, {50, 200}},
                                  (const int[]){0, 0, 1, 1}};

Test(baseline, two_classes)
{
    const Few asked = {(const uint8_t[][2]){{180, 90}, {90, 180}, {255, 0}, {130, 120}},
                       (const int[]){0, 1, 0, 1}};
    Dataset train = set_of(&LEFT_OR_RIGHT, 4, 2), valid = set_of(&asked, 4, 2);
    reaches(baseline_accuracy(&train, &valid), 0.75,
            "Three of the four lie nearer to their own ideal, and the last one, labelled 1, a little nearer "
            "to 0's");
}

Test(baseline, ideals_from_train_alone)
{
    const Few swapped = {(const uint8_t[][2]){{250, 0}, {0, 250}}, (const int[]){1, 0}};
    Dataset train = set_of(&LEFT_OR_RIGHT, 4, 2), valid = set_of(&swapped, 2, 2);
    reaches(
        baseline_accuracy(&train, &valid), 0,
        "The labels of this validation set are all wrong, so nothing can be right. Unless the ideals were "
        "made of "
        "the validation set: then everything looks well, as it always does when one marks one's own work");
}

Test(baseline, three_classes)
{
    const Few seen = {(const uint8_t[][2]){{0, 0}, {255, 255}, {255, 0}}, (const int[]){0, 1, 2}};
    const Few asked = {(const uint8_t[][2]){{20, 10}, {240, 200}, {250, 30}, {200, 60}, {30, 30}},
                       (const int[]){0, 1, 2, 2, 1}};
    Dataset train = set_of(&seen, 3, 3), valid = set_of(&asked, 5, 3);
    reaches(baseline_accuracy(&train, &valid), 0.8,
            "There are three classes here: ask the data set, not your memory");
}

Test(baseline, not_squares)
{
    const Few seen = {(const uint8_t[][2]){{0, 100}, {40, 40}}, (const int[]){0, 1}};
    const Few asked = {(const uint8_t[][2]){{100, 100}}, (const int[]){0}};
    Dataset train = set_of(&seen, 2, 2), valid = set_of(&asked, 1, 2);
    reaches(baseline_accuracy(&train, &valid), 1,
            "100 100 is 100 away from 0 100 in one pixel, and 60 away from 40 40 in both. By L1 the first is "
            "nearer, by squares it would be the second");
}

Test(baseline, equally_near)
{
    const Few middle = {(const uint8_t[][2]){{125, 125}}, (const int[]){0}};
    Dataset train = set_of(&LEFT_OR_RIGHT, 4, 2), valid = set_of(&middle, 1, 2);
    reaches(baseline_accuracy(&train, &valid), 1,
            "A picture half way between both ideals gets the first class of the two");
}

Test(baseline, clothes)
{
    Dataset *train = fashion_train(), *valid = fashion_valid();
    if (!train || !valid) {
        error_clear();
        cr_skip_test("make data-fashion");
    }
    reaches(
        baseline_accuracy(train, valid), 0.6124,
        "Sixty thousand pictures of clothes, ten ideals, ten thousand questions, nearest by L1. Near 0 the "
        "farthest ideal was taken: nn_accuracy looks for the largest number");
}
