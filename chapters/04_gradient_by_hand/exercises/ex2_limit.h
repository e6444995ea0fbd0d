/* Exercise 04.2, measure: the largest learning rate that a parabola bears. */
#ifndef EX2_LIMIT_H
#define EX2_LIMIT_H

#include "chapters/exercise.h"

#include <stdbool.h>

/* Descend a * x*x from x = 1 with this learning rate. Does it stay at bay, so that after many steps x is no
 * further from 0 than it was? Only growing counts as no: what creeps or bounces towards 0 is slow, not
 * unstable.
 *
 *   a         above 0
 *   rate      above 0 */
bool settles(double a, double rate);

/* The largest rate with which a * x*x still settles, to one percent. Find it by experiment: it lies between 0
 * and 10 / a. Then look at the answers for a = 1, 2, 4 and 10 and say what they have in common. */
double largest_rate(double a);

#endif
