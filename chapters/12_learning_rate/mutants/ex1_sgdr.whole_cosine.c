/* caught by: one_cycle, equal_cycles, cycles_that_grow, as_the_library - goes down and up again */
#include "ex1_sgdr.h"

#include <math.h>

double sgdr(double lr_max, int n_cycles, double mult, double position)
{
    double whole = 0, length = 1; /* in lengths of the first cycle */
    for (int i = 0; i < n_cycles; i++, length *= mult)
        whole += length;

    double at = position * whole;
    length = 1;
    for (int i = 1; i < n_cycles && at >= length; i++, length *= mult)
        at -= length; /* that cycle is over */
    return lr_max * (1 + cos(2 * M_PI * at / length)) / 2;
}
