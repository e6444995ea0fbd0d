/* caught by: remembers, as_the_library - stores the corrected mean */
#include "ex1_adam.h"

#include <math.h>

void adam_step(AdamNumber *number, double gradient, AdamRates rates)
{
    number->mean = rates.beta1 * number->mean + (1 - rates.beta1) * gradient;
    number->square = rates.beta2 * number->square + (1 - rates.beta2) * gradient * gradient;
    number->step++;
    double c1 = 1 - pow(rates.beta1, number->step);
    double c2 = 1 - pow(rates.beta2, number->step);
    number->mean /= c1;
    number->weight -= rates.lr * number->mean / (sqrt(number->square / c2) + rates.eps);
}
