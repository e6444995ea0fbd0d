/* caught by: exactly_met, what_the_course_prints - forgets to divide by n */
#include "ex1_gradient.h"

Quadratic mae_gradient(Quadratic q, const double *t, const double *y, int n)
{
    Quadratic sum = {0, 0, 0};
    for (int i = 0; i < n; i++) {
        double error = q.a * t[i] * t[i] + q.b * t[i] + q.c - y[i];
        double sign = (error > 0) - (error < 0);
        sum.a += sign * t[i] * t[i];
        sum.b += sign * t[i];
        sum.c += sign;
    }
    return (Quadratic){sum.a, sum.b, sum.c};
}
