/* The tests of exercise 08.1. */
#include "ex1_gaps.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(gaps, mean_of_what_is_there)
{
    const double values[] = {0, NAN, 2, NAN, 7};
    double mean = mean_of(values, 5);
    cr_assert(
        mean == 3,
        "the mean of 0, 2, 7 and two gaps is 3, not %g: a gap is neither a number nor a 0, it counts nowhere",
        mean);
    cr_assert(isnan(mean_of(values + 1, 1)), "of gaps alone there is no mean: NaN");
}

Test(gaps, mode_of_what_is_there)
{
    const double values[] = {NAN, 30, NAN, 24, 24, NAN, 24, 30};
    double mode = mode_of(values, 8);
    cr_assert(mode == 24, "24 stands there three times, 30 twice, and you say %g", mode);
    cr_assert(isnan(mode_of(values, 1)), "of gaps alone there is no mode: NaN");
    const double ages[] = {30, 24, 30, 24, 24};
    mode = mode_of(ages, 3);
    cr_assert(mode == 30, "of the first three, 30 24 30, the mode is 30, not %g", mode);
    mode = mode_of(ages, 1);
    cr_assert(mode == 30, "a single value, 30, is there most often, and you say %g", mode);
}

Test(gaps, equally_frequent)
{
    const double values[] = {38, 22, 38, 22, 38, 26};
    double mode = mode_of(values, 4);
    cr_assert(mode == 22, "22 and 38 stand there twice; the smaller one is asked for, not %g", mode);
    mode = mode_of(values + 1, 4);
    cr_assert(mode == 22, "the same with 22 in front: 22 is the smaller one, and you say %g", mode);
    const double fares[] = {7.25, 7.75, 38, 38};
    mode = mode_of(fares, 4);
    cr_assert(mode == 38, "7.25 and 7.75 are two values, so 38 is the most frequent one, not %g", mode);
}

Test(gaps, only_gaps_are_filled)
{
    double values[] = {NAN, 22, 0, NAN, NAN};
    size_t n = fill_gaps(values, 4, 24);
    cr_assert(n == 2, "two gaps were there, you counted %zu", n);
    cr_assert(values[0] == 24 && values[3] == 24, "a gap was left: %g and %g should be 24", values[0],
              values[3]);
    cr_assert(values[1] == 22 && values[2] == 0, "a number was changed; a 0 is a number, not a gap");
    cr_assert(isnan(values[4]), "n is 4, and you filled a fifth value");
}

Test(gaps, titanic)
{
    static double ages[891];
    const Csv *csv =
        file_exists("datasets/titanic/titanic.csv") ? csv_read("datasets/titanic/titanic.csv") : NULL;
    if (!csv || csv->n_rows != 891 || !csv_numbers(csv, "Age", ages))
        cr_skip_test("make data-titanic");
    double mean = mean_of(ages, 891), mode = mode_of(ages, 891);
    cr_assert(fabs(mean - 29.6991) < 1e-4, "the mean age is 29.6991, not %.4f", mean);
    cr_assert(mode == 24, "the most frequent age is 24, not %g", mode);
    size_t n = fill_gaps(ages, 891, mode);
    cr_assert(n == 177, "177 ages are missing, you filled %zu", n);
}
