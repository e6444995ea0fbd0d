/* Chapter 05's roller coaster once more, on two tapes: the library's, and that of single numbers. */
#include "coaster.h"

#include "lib.h"
#include "scalar.h"

enum { POINTS = 20, STEPS = 10 };

static const double published[] = {25823.81, 5435.54, 1577.45, 847.38, 709.22, 683.08,
                                   678.12,   677.18,  677.00,  676.96, 676.95};

/* The measured speeds, and parameters to start from. */
static void make_points(Tensor **time, Tensor **speed, Tensor **parameters)
{
    random_seed(42);
    *time = tensor_arange(POINTS);
    Tensor *hump = tensor_mul_scalar(tensor_square(tensor_add_scalar(*time, -9.5)), 0.75);
    *speed = tensor_add(tensor_mul_scalar(tensor_randn(SHAPE(POINTS)), 3), tensor_add_scalar(hump, 1));
    *parameters = tensor_requires_grad(tensor_randn(SHAPE(3)));
}

/* --- The library's tape ------------------------------------------------------------------------------ */

Tensor *coaster_quadratic(Tensor *parameters, Tensor *t)
{
    Tensor *a = tensor_index(parameters, 0), *b = tensor_index(parameters, 1);
    Tensor *c = tensor_index(parameters, 2);
    return tensor_add(tensor_add(tensor_mul(a, tensor_square(t)), tensor_mul(b, t)), c);
}

void coaster_ride(void)
{
    puts("\n--- The roller coaster of chapter 05, no derivative in sight");
    Tensor *time, *speed, *parameters;
    make_points(&time, &speed, &parameters);
    for (int i = 0; i <= STEPS; i++) {
        Scope step = scope_begin();
        Tensor *loss = nn_mse(coaster_quadratic(parameters, time), speed);
        printf("%.2f ", tensor_item(loss));
        check_near(scope_text("loss after %d steps", i), tensor_item(loss), published[i], 0.0071);

        tensor_backward(loss);
        if (i == 0)
            check_that("first gradient",
                       tensor_all_close(parameters->grad,
                                        tensor_of(SHAPE(3), -53195.86f, -3419.71f, -253.89f), 1e-6, 0.006));
        tensor_add_(parameters, parameters->grad, -1e-5); /* in place, and not on the tape */
        tensor_zero_grad(parameters);
        scope_end(step); /* this step's tape is gone, the parameters stay */
    }
    putchar('\n');
}

/* --- The tape of single numbers ---------------------------------------------------------------------- */

typedef struct Points {
    float time[POINTS], speed[POINTS];
} Points;

static double loss_of(const Points *points, const double parameters[3], double gradient[3])
{
    scalar_forget();
    Scalar *a = scalar_of(parameters[0]), *b = scalar_of(parameters[1]), *c = scalar_of(parameters[2]);
    Scalar *sum = scalar_of(0);
    for (int i = 0; i < POINTS; i++) {
        Scalar *t = scalar_of(points->time[i]), *speed = scalar_of(points->speed[i]);
        Scalar *predicted = scalar_add(scalar_add(scalar_mul(a, scalar_square(t)), scalar_mul(b, t)), c);
        sum = scalar_add(sum, scalar_square(scalar_sub(predicted, speed)));
    }
    Scalar *loss = scalar_mul(sum, scalar_of(1.0 / POINTS));
    scalar_backward(loss);
    gradient[0] = a->gradient;
    gradient[1] = b->gradient;
    gradient[2] = c->gradient;
    return loss->value;
}

/* The largest relative difference between the gradient and central differences. */
static double worst_slope(const Points *points, double parameters[3])
{
    const double h = 1e-4;
    double gradient[3], not_needed[3], worst = 0;
    loss_of(points, parameters, gradient);
    for (int i = 0; i < 3; i++) {
        double here = parameters[i];
        parameters[i] = here + h;
        double above = loss_of(points, parameters, not_needed);
        parameters[i] = here - h;
        double below = loss_of(points, parameters, not_needed);
        parameters[i] = here;
        worst = fmax(worst, fabs((above - below) / (2 * h) / gradient[i] - 1));
    }
    return worst;
}

void coaster_in_double(void)
{
    Tensor *time, *speed, *start;
    Points points;
    float values[3], slopes[3];
    make_points(&time, &speed, &start);
    tensor_backward(nn_mse(coaster_quadratic(start, time), speed));
    if (!tensor_read(time, points.time) || !tensor_read(speed, points.speed) || !tensor_read(start, values) ||
        !tensor_read(start->grad, slopes))
        return;

    puts("in double, on the tape of single numbers:");
    double parameters[3] = {values[0], values[1], values[2]}, gradient[3];
    double measured = worst_slope(&points, parameters), library = 0;
    for (int i = 0; i <= STEPS; i++) {
        double loss = loss_of(&points, parameters, gradient);
        printf("%.2f ", loss);
        check_near(scope_text("loss in double after %d steps", i), loss, published[i], 0.0071);
        for (int k = 0; k < 3; k++) {
            if (i == 0)
                library = fmax(library, fabs(slopes[k] / gradient[k] - 1));
            parameters[k] -= 1e-5 * gradient[k];
        }
    }
    printf("\nits first gradient is %.0e off the measured slopes, and %.0e off the library's\n", measured,
           library);
    check_that("the gradient in double against measured slopes", measured < 1e-6);
    check_that("the gradient in double against the library's", library < 1e-6);
}
