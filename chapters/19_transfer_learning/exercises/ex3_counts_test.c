/* The tests of exercise 19.3: the library says whether it was right. */
#include "ex3_counts.h"

#include "nn/vision_model.h"

#include <criterion/criterion.h>
#include <math.h>

Test(counts, numbers_into_the_head)
{
    int said = numbers_into_the_head();
    Module *head = nn_head(512, 512, 37, 0.5);
    int is = (int)head->children[2]->tensors[0].tensor->shape[0];
    cr_assert(said == is,
              "you said %d, and it is %d: the strongest of each of 512 features, and the mean of each", said,
              is);
}

Test(counts, parameters_of_the_head)
{
    int said = parameters_of_the_head(), is = (int)nn_parameter_count(nn_head(512, 512, 37, 0.5));
    cr_assert(said == is,
              "you said %d, and it is %d. Norms have two numbers for each input, linear layers in times out",
              said, is);
}

Test(counts, cycles)
{
    int said = cycles();
    cr_assert(said == 2, "you said %d, and it is 2: one for the head alone, and one that lasts four epochs",
              said);
}

Test(counts, rate_of_the_first_group)
{
    double said = rate_of_the_first_group();
    cr_assert(fabs(said - 1e-5) < 1e-9,
              "you said %g, and it is 1e-05: half of base_lr, and of that a hundredth", said);
}

Test(counts, worked_out_again)
{
    int said = worked_out_again();
    cr_assert(said == 0, "you said %d, and it is 0: a frozen body says the same of the same photo every time",
              said);
}
