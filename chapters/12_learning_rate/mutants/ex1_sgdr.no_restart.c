/* caught by: equal_cycles, cycles_that_grow, as_the_library - one long cosine */
#include "ex1_sgdr.h"

#include <math.h>

double sgdr(double lr_max, int n_cycles, double mult, double position)
{
    double whole = 0, length = 1; /* in lengths of the first cycle */
    for (int i = 0; i < n_cycles; i++, length *= mult)
        whole += length;

    double at = position * whole;
    length = 1;
    for (int i = 1; i < n_cycles && at > 1e9; i++, length *= mult)
        at -= length; /* that cycle is over */
    return lr_max * (1 + cos(M_PI * at / whole)) / 2;
}
