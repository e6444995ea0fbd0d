/* caught by: steps_of_ten_epochs - takes a batch for an epoch */
#include "ex3_first_steps.h"

double third_step_of_momentum(void)
{
    return 0.1 * 1.75; /* the velocity is 1, 1.5, 1.75 */
}

double last_step_of_momentum(void)
{
    return 0.1 / (1 - 0.5); /* a velocity of v = .5 v + 1 stays as it is at 2 */
}

double second_step_of_adagrad(void)
{
    return 4 / 5.0; /* the root of 9 + 16 */
}

double first_step_of_adam(void)
{
    return 0.01; /* the gradient over its own size is 1 */
}

double steps_of_ten_epochs(void)
{
    return 10;
}
