/* Your answer to exercise 20.4. The questions are in chapters/20_interpretation/exercises/ex4_numbers.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex4_numbers.h"

int higher_loss(void)
{
    return TODO("1 or 2");
}

double loss_of_a_hundredth(void)
{
    return TODO("minus the natural logarithm");
}

int by_chance(void)
{
    return TODO("how many of the 100");
}

int by_heart(void)
{
    return TODO("1, 2 or 3");
}

int trainings(void)
{
    return TODO("how many trainings");
}

int photos_each(void)
{
    return TODO("on how many photos each");
}

double cooled(void)
{
    return TODO("the probability at a temperature of 2");
}

int changed_answers(void)
{
    return TODO("how many of 1,000");
}
