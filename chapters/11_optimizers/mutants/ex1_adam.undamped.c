/* caught by: first_step_is_lr, remembers, eps_outside_root, as_the_library - adds it undamped */
#include "ex1_adam.h"

#include <math.h>

void adam_step(AdamNumber *number, double gradient, AdamRates rates)
{
    number->mean = rates.beta1 * number->mean + gradient;
    number->square = rates.beta2 * number->square + (1 - rates.beta2) * gradient * gradient;
    number->step++;
    double c1 = 1 - pow(rates.beta1, number->step);
    double c2 = 1 - pow(rates.beta2, number->step);
    number->weight -= rates.lr * (number->mean / c1) / (sqrt(number->square / c2) + rates.eps);
}
