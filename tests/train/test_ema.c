/* The average of weights, by hand; and one cycle in parts. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/error.h"
#include "tests/support/end_all.h"
#include "train/ema.h"
#include "train/schedule.h"

TestSuite(ema, .fini = end_all);

/* From 1 the weight goes to 2 and to 4; the first updates count for much: decays 2/11, 3/12, then .5. */
Test(ema, averages_by_hand)
{
    Module *net = nn_linear_no_bias(1, 1);
    Tensor *weight = net->tensors[0].tensor;
    tensor_fill_(weight, 1);
    Ema *ema = ema_new(net, 0.25);
    double by_hand = 1;
    const double weights[] = {2, 4, 4}, decays[] = {2.0 / 11, 0.25, 0.25};
    for (int i = 0; i < 3; i++) {
        tensor_fill_(weight, weights[i]);
        cr_assert(ema_update(ema), "%s", error_text());
        by_hand = decays[i] * by_hand + (1 - decays[i]) * weights[i];
    }
    cr_assert(ema_swap(ema));
    cr_expect(epsilon_eq(dbl, tensor_at(weight, 0, 0), by_hand, 1e-6));
    cr_assert(ema_swap(ema));
    cr_expect(eq(dbl, tensor_at(weight, 0, 0), 4));
    cr_expect(eq(i64, ema_updates(ema), 3));
    cr_expect(eq(ptr, ema_new(net, 1), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

Test(ema, a_tensor_in_two_places_has_one_average)
{
    Module *linear = nn_linear_no_bias(1, 1), *net = nn_sequential(linear, nn_relu(), linear);
    Tensor *weight = linear->tensors[0].tensor;
    tensor_fill_(weight, 1);
    Ema *ema = ema_new(net, 0.25);
    tensor_fill_(weight, 12);
    cr_assert(ema_update(ema) && ema_swap(ema), "%s", error_text());
    cr_expect(epsilon_eq(dbl, tensor_at(weight, 0, 0), 10, 1e-5)); /* 2/11 of 1, 9/11 of 12 */
    cr_assert(ema_swap(ema));
    cr_expect(eq(dbl, tensor_at(weight, 0, 0), 12));
}

Test(ema, a_cycle_in_parts_is_the_cycle)
{
    Schedule cycle = schedule_one_cycle((OneCycle){.lr_max = 0.5, .pct_start = 0.3});
    Schedule end = schedule_part((SchedulePart){&cycle, 0.25, 1});
    for (double at = 0; at <= 1; at += 0.125) {
        Rates whole = schedule_at(&cycle, 0.25 + 0.75 * at), part = schedule_at(&end, at);
        cr_expect(eq(dbl, part.lr, whole.lr));
        cr_expect(eq(dbl, part.momentum, whole.momentum));
    }
}
