/* The tests of exercise 12.2. */
#include "ex2_one_cycle.h"

#include "train/schedule.h"

#include <criterion/criterion.h>
#include <math.h>

Test(one_cycle, one_top_in_four_epochs)
{
    int tops = 0;
    for (int i = 1; i < 39; i++) {
        double before = rate_of_batch((i - 1) / 10, (i - 1) % 10, 4, 10, 1);
        double now = rate_of_batch(i / 10, i % 10, 4, 10, 1),
               after = rate_of_batch((i + 1) / 10, (i + 1) % 10, 4, 10, 1);
        tops += now > before && now >= after;
    }
    cr_assert(
        tops == 1,
        "over four epochs of ten batches the rate has %d tops, and one cycle has one. Does the position "
        "know which epoch it is?",
        tops);
}

Test(one_cycle, begins_low_and_ends_lower)
{
    double first = rate_of_batch(0, 0, 4, 10, 1), top = rate_of_batch(1, 0, 4, 10, 1),
           last = rate_of_batch(3, 9, 4, 10, 1);
    cr_assert(fabs(first - 0.04) < 1e-12, "the first batch has lr_max / 25 = .04, not %g", first);
    cr_assert(fabs(top - 1) < 1e-12,
              "a quarter of four epochs is one: the first batch of epoch 1 is at the top, lr_max = 1, not "
              "%g. Where does "
              "the way down begin?",
              top);
    cr_assert(last < 0.01, "the last of forty batches is nearly at the bottom, not at %g", last);
}

Test(one_cycle, as_fastai)
{
    const OneCycle how = {.lr_max = 0.02};
    for (int i = 0; i < 24; i++) {
        double got = rate_of_batch(i / 8, i % 8, 3, 8, 0.02), wanted = schedule_one_cycle_lr(how, i / 24.0);
        cr_assert(fabs(got - wanted) < 1e-9,
                  "epoch %d of 3, batch %d of 8: fast.ai's rate is %.6f and yours %.6f", i / 8, i % 8, wanted,
                  got);
    }
}
