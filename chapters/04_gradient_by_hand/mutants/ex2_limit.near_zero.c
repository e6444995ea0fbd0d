/* caught by: slow_is_not_unstable, for_ever - wants x to have arrived, so slow ones do not count */
#include "ex2_limit.h"

/* The slope of a * x*x is 2 * a * x. */
bool settles(double a, double rate)
{
    double x = 1;
    for (int i = 0; i < 1000; i++)
        x -= rate * 2 * a * x;
    return x >= -0.5 && x <= 0.5;
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
