/* Your answer to exercise 22.3. The questions are in chapters/22_production/exercises/ex3_numbers.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_numbers.h"

double photos_per_second(void)
{
    return TODO("photos a second");
}

double seconds_for_the_last(void)
{
    return TODO("the wait of the last one in a full queue");
}

double least_confidence(void)
{
    return TODO("how sure a net is that knows nothing");
}

double confidence_about_a_teapot(void)
{
    return TODO("softmax of 6, 0, 0");
}

double share_of_marked_without_bear(void)
{
    return TODO("the share of marked photos that show no bear");
}
