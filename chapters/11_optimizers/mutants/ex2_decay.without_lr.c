/* caught by: loud_and_quiet, without_gradients, the_step_itself_is_whole - forgets lr */
#include "ex2_decay.h"

#include <math.h>

void adamw_step(AdamWNumber *number, double gradient, AdamWRates rates)
{
    number->weight *= 1 - rates.weight_decay; /* the gradient stays what it was */
    number->mean = rates.beta1 * number->mean + (1 - rates.beta1) * gradient;
    number->square = rates.beta2 * number->square + (1 - rates.beta2) * gradient * gradient;
    number->step++;
    double c1 = 1 - pow(rates.beta1, number->step);
    double c2 = 1 - pow(rates.beta2, number->step);
    number->weight -= rates.lr * (number->mean / c1) / (sqrt(number->square / c2) + rates.eps);
}
