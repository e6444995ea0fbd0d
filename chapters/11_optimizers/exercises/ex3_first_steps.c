/* Your answer to exercise 11.3. The questions are in chapters/11_optimizers/exercises/ex3_first_steps.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_first_steps.h"

double third_step_of_momentum(void)
{
    return TODO("the third step of momentum .5, learning rate .1, gradient 1");
}

double last_step_of_momentum(void)
{
    return TODO("what the steps come near when the gradient stays 1");
}

double second_step_of_adagrad(void)
{
    return TODO("Adagrad's second step, gradients 3 and 4");
}

double first_step_of_adam(void)
{
    return TODO("Adam's first step, learning rate .01, gradient .0002");
}

double steps_of_ten_epochs(void)
{
    return TODO("steps of ten epochs of 1000 pictures in batches of 100");
}
