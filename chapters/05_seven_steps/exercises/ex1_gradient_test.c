/* The tests of exercise 05.1. */
#include "ex1_gradient.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

static void near(const char *what, double got, double wanted, double within, const char *why)
{
    cr_assert(fabs(got - wanted) <= within, "%s: should be %.4f, yours is %.4f. %s", what, wanted, got, why);
}

Test(gradient, one_point)
{
    Quadratic above = mae_gradient((Quadratic){0, 0, 5}, (double[]){3}, (double[]){1}, 1);
    near("curve above the point at t = 3, slope for a", above.a, 9, 0, "t*t times the sign of the error");
    near("curve above the point at t = 3, slope for b", above.b, 3, 0, "t times the sign of the error");
    near("curve above the point at t = 3, slope for c", above.c, 1, 0,
         "the sign of the error, however large it is");
    Quadratic below = mae_gradient((Quadratic){0, 0, 0}, (double[]){3}, (double[]){1}, 1);
    near("curve below the point at t = 3, slope for b", below.b, -3, 0,
         "the error is curve minus point, below 0 here");
}

Test(gradient, exactly_met)
{
    Quadratic met = mae_gradient((Quadratic){1, 0, 0}, (double[]){2, 3}, (double[]){4, 8}, 2);
    near("one point met, one below the curve, slope for c", met.c, 0.5, 0,
         "a point that is met adds 0, and still counts in the mean");
}

/* The points of fast.ai's 2022 course, and the gradient that it prints. */
Test(gradient, what_the_course_prints)
{
    enum { N = 20 };
    double t[N], y[N];
    Random random;
    random_init(&random, 42);
    for (int i = 0; i < N; i++) {
        t[i] = -2 + 4.0 * i / (N - 1);
        y[i] = (3 * t[i] * t[i] + 2 * t[i] + 1) * (1 + 0.15 * random_numpy_normal(&random));
    }
    for (int i = 0; i < N; i++)
        y[i] += 1.5 * random_numpy_normal(&random);
    Quadratic g = mae_gradient((Quadratic){1.1, 1.1, 1.1}, t, y, N);
    near("the course's points, slope for a", g.a, -1.3529, 6e-5, "What the course prints");
    near("the course's points, slope for b", g.b, -0.0316, 6e-5, "What the course prints");
    near("the course's points, slope for c", g.c, -0.5, 6e-5, "What the course prints");
}
