/* The tests of exercise 20.4. */
#include "ex4_numbers.h"

#include <criterion/criterion.h>
#include <math.h>

Test(numbers, losses)
{
    int which = higher_loss();
    double loss = loss_of_a_hundredth();
    cr_assert(which == 1, "you said %d. The loss looks at the right class alone, and .36 is less than .4",
              which);
    cr_assert(fabs(loss - 4.60517) < 6e-3, "you said %.2f. It is -log(.01), the natural logarithm", loss);
}

Test(numbers, surprise)
{
    int chance = by_chance(), heart = by_heart();
    cr_assert(chance == 15, "you said %d. 150 of 1,000 is 15 in a hundred, of any kind of photo", chance);
    cr_assert(heart == 2, "you said %d. All training losses are about 0, so their order says about nothing",
              heart);
}

Test(numbers, folds)
{
    int n = trainings(), photos = photos_each();
    cr_assert(n == 5, "you said %d. Each fold is held back once", n);
    cr_assert(photos == 800, "you said %d. Four folds of five", photos);
}

Test(numbers, temperature)
{
    double p = cooled();
    int changed = changed_answers();
    cr_assert(fabs(p - 0.880797) < 6e-3, "you said %.2f. The logits are 2 and 0: 1 / (1 + e^-2)", p);
    cr_assert(changed == 0, "you said %d. What was largest is largest still, whatever all are divided by",
              changed);
}
