/* caught by: surprise - a tenth of 150 */
#include "ex4_numbers.h"

int higher_loss(void)
{
    return 1;
}

double loss_of_a_hundredth(void)
{
    return 4.61;
}

int by_chance(void)
{
    return 10;
}

/* Nothing surprises it any more, so the order of its losses is little better than chance. */
int by_heart(void)
{
    return 2;
}

int trainings(void)
{
    return 5;
}

int photos_each(void)
{
    return 800;
}

double cooled(void)
{
    return 0.88;
}

int changed_answers(void)
{
    return 0;
}
