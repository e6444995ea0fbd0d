/* caught by: x_squared, steeper_and_flatter, largest, for_ever - counts whatever is left of 0 as running away
 */
#include "ex2_limit.h"

/* The slope of a * x*x is 2 * a * x. */
bool settles(double a, double rate)
{
    double x = 1;
    for (int i = 0; i < 1000; i++)
        x -= rate * 2 * a * x;
    return 1 - 2 * a * rate >= 0;
}

/* Halve the interval in which the limit lies, again and again. */
double largest_rate(double a)
{
    double fine = 0, too_large = 10 / a;
    for (int i = 0; i < 30; i++) {
        double middle = (fine + too_large) / 2;
        if (settles(a, middle))
            fine = middle;
        else
            too_large = middle;
    }
    return fine;
}
