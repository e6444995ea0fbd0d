/* caught by: photos_per_second - takes milliseconds for a rate */
#include "ex3_numbers.h"

double photos_per_second(void)
{
    return 20;
}

double seconds_for_the_last(void)
{
    return 65 * 0.02; /* one in work, 63 before it, itself */
}

double least_confidence(void)
{
    return 1.0 / 3;
}

double confidence_about_a_teapot(void)
{
    return 0.995; /* 403.4 of 405.4: sure, of a teapot */
}

double share_of_marked_without_bear(void)
{
    return 95.0 / (95 + 995); /* of 100 strange ones and 19,900 bears */
}
