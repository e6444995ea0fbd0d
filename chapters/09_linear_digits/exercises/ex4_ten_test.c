/* The tests of exercise 09.4. */
#include "ex4_ten.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(ten, nothing_known)
{
    const double scores[10] = {0};
    double slopes[10], loss = cross_entropy(scores, 10, 3, slopes);
    cr_assert(fabs(loss - log(10)) < 1e-12,
              "ten equal scores: each has a share of a tenth, and the loss is log(10) = 2.3026, not %.4f",
              loss);
    cr_assert(fabs(slopes[3] + 0.9) < 1e-12,
              "the right one's slope is 0.1 - 1 = -0.9: its score should rise. You have %g", slopes[3]);
    cr_assert(fabs(slopes[4] - 0.1) < 1e-12,
              "a wrong one's slope is its share, 0.1: its score should fall. You have %g", slopes[4]);
}

/* Seed 42, and torch.randn((6,2))*2: the table of the book's chapter 5. */
Test(ten, table_of_the_book)
{
    const double scores[6][2] = {{0.6734, 0.2576},  {0.4689, 0.4607}, {-2.2457, -0.3727},
                                 {4.4164, -1.2760}, {0.9233, 0.5347}, {1.0698, 1.6187}};
    const size_t labels[6] = {0, 1, 0, 1, 1, 0};
    const double wanted[6] = {0.5067, 0.6973, 2.0160, 5.6958, 0.9062, 1.0048};
    for (int i = 0; i < 6; i++) {
        double slopes[2], loss = cross_entropy(scores[i], 2, labels[i], slopes);
        cr_assert(
            fabs(loss - wanted[i]) < 2e-4,
            "scores %g and %g, number %zu is right: the loss is %.4f, not %.4f. It is the natural logarithm",
            scores[i][0], scores[i][1], labels[i], wanted[i], loss);
    }
}

Test(ten, as_the_tape_has_them)
{
    const double scores[4] = {1, -2, 0.5, 3};
    double slopes[4], sum = 0;
    cross_entropy(scores, 4, 2, slopes);
    Tensor *s = tensor_requires_grad(tensor_of(SHAPE(1, 4), 1, -2, 0.5, 3));
    tensor_backward(nn_cross_entropy(s, tensor_of(SHAPE(1), 2)));
    for (int k = 0; k < 4; k++) {
        sum += slopes[k];
        cr_assert(fabs(slopes[k] - tensor_at(s->grad, 0, k)) < 1e-6, "score %d: the slope is %.6f, not %.6f",
                  k, tensor_at(s->grad, 0, k), slopes[k]);
    }
    cr_assert(fabs(sum) < 1e-9,
              "the slopes sum to %g; raising all scores by the same changes nothing, so they sum to 0", sum);
}

Test(ten, large_scores)
{
    const double scores[3] = {1000, 990, -1000};
    double slopes[3], loss = cross_entropy(scores, 3, 1, slopes);
    cr_assert(fabs(loss - 10.0000454) < 1e-6,
              "1000 against 990: the loss is 10.00005, not %g. exp(1000) is more than a double holds", loss);
    cr_assert(isfinite(slopes[0]) && fabs(slopes[0] - 0.9999546) < 1e-6,
              "the slope of the first is its share, .99995, not %g", slopes[0]);
}

Test(ten, largest_last)
{
    const double scores[3] = {0, -1000, 1000};
    double slopes[3], loss = cross_entropy(scores, 3, 2, slopes);
    cr_assert(fabs(loss) < 1e-12, "1000 against 0 and -1000 is all but certain: a loss of 0, not %g", loss);
    cr_assert(fabs(slopes[2]) < 1e-12, "its share is 1 already, so the slope is 0, not %g", slopes[2]);
}

Test(ten, hopeless)
{
    const double scores[2] = {1000, -1000};
    double slopes[2], loss = cross_entropy(scores, 2, 1, slopes);
    cr_assert(fabs(loss - 2000) < 1e-6,
              "the right one's share is e to the -2000, and the loss 2000, not %g. Is there a way without "
              "the log of a share?",
              loss);
}

Test(ten, all_low)
{
    const double scores[2] = {-1000, -1010};
    double slopes[2], loss = cross_entropy(scores, 2, 1, slopes);
    cr_assert(fabs(loss - 10.0000454) < 1e-6,
              "-1000 against -1010 is the same as 10 against 0: the loss is 10.00005, not %g. Is the number "
              "that you take off one of the scores?",
              loss);
}
