/* caught by: one_point, exactly_met, what_the_course_prints - is the gradient of the squared errors */
#include "ex1_gradient.h"

Quadratic mae_gradient(Quadratic q, const double *t, const double *y, int n)
{
    Quadratic sum = {0, 0, 0};
    for (int i = 0; i < n; i++) {
        double error = q.a * t[i] * t[i] + q.b * t[i] + q.c - y[i];
        double sign = 2 * error;
        sum.a += sign * t[i] * t[i];
        sum.b += sign * t[i];
        sum.c += sign;
    }
    return (Quadratic){sum.a / n, sum.b / n, sum.c / n};
}
