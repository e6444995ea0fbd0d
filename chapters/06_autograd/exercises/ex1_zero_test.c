/* The tests of exercise 06.1. */
#include "ex1_zero.h"

#include "base/error.h"
#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 20, STEPS = 11 };
static Tensor *x, *y, *abc;

/* The points of the course, and its beginning. */
static void course(void)
{
    float xs[N], ys[N];
    random_seed(42);
    for (int i = 0; i < N; i++) {
        double t = -2 + 4.0 * i / (N - 1);
        xs[i] = (float)t;
        ys[i] = (float)((3 * t * t + 2 * t + 1) * (1 + 0.15 * random_numpy_normal(random_default())));
    }
    for (int i = 0; i < N; i++)
        ys[i] += (float)(1.5 * random_numpy_normal(random_default()));
    x = tensor_from(SHAPE(N), xs, N);
    y = tensor_from(SHAPE(N), ys, N);
    abc = tensor_requires_grad(tensor_full(SHAPE(3), 1.1));
}

TestSuite(zero, .init = course);

Test(zero, losses_of_plain_descent)
{
    static const double wanted[STEPS] = {2.4219, 2.4011, 2.3803, 2.3595, 2.3387, 2.3179,
                                         2.2968, 2.2755, 2.2541, 2.2328, 2.2114};
    static const double added_up[] = {2.42, 2.40, 2.36, 2.30, 2.21};
    double losses[STEPS];
    descend(abc, x, y, 0.01, losses, STEPS);
    cr_assert(error_ok(), "the library says: %s", error_text());
    cr_assert(fabs(losses[2] - added_up[2]) > 0.006,
              "your losses begin with %.2f %.2f %.2f, as in the course. The third one has fallen by twice as "
              "much as the "
              "second: what has been added to the gradient since the first step?",
              losses[0], losses[1], losses[2]);
    for (int i = 0; i < STEPS; i++)
        cr_assert(fabs(losses[i] - wanted[i]) < 0.004,
                  "loss %d should be %.4f, yours is %.4f: is that step lr times the slope?", i, wanted[i],
                  losses[i]);
}

Test(zero, one_step)
{
    double loss;
    descend(abc, x, y, 0.02, &loss, 1);
    static const double slopes[3] = {-1.35290, -0.03158, -0.5};
    for (int i = 0; i < 3; i++)
        cr_assert(fabs(tensor_at(abc, i) - (1.1 - 0.02 * slopes[i])) < 1e-5,
                  "%c steps from 1.1 to %.6f: its slope is %.4f, and lr is 0.02. Yours is at %.6f", 'a' + i,
                  1.1 - 0.02 * slopes[i], slopes[i], tensor_at(abc, i));
}

Test(zero, nothing_is_left)
{
    double losses[3];
    descend(abc, x, y, 0.01, losses, 3);
    cr_assert(abc->grad && tensor_at(abc->grad, 0) == 0,
              "the gradient is %g at the end. Whoever calls backward next would get that on top",
              tensor_at(abc->grad, 0));
}

Test(zero, called_twice)
{
    double apart[2], together[2], last;
    descend(abc, x, y, 0.01, apart, 1);
    descend(abc, x, y, 0.01, apart + 1, 1);
    Tensor *fresh = tensor_requires_grad(tensor_full(SHAPE(3), 1.1));
    descend(fresh, x, y, 0.01, together, 2);
    descend(fresh, x, y, 0.01, &last, 1);
    cr_assert(fabs(apart[1] - together[1]) < 1e-6 && fabs(last - 2.3803) < 0.004,
              "one step and one step is not the same as two steps, or the third step begins at %g instead of "
              "2.3803",
              last);
}
