/* Is every backward right? Each one against slopes measured by trying, in float32 and in double. */
#include "backwards.h"

#include "lib.h"
#include "scalar.h"

enum { SIDE = 4, CELLS = SIDE * SIDE };

/* An operation of one matrix or of two, on the library's tape and on that of single numbers, and where to try
 * it: away from its corners. */
typedef struct Tried {
    const char *name;
    Tensor *(*one)(Tensor *);
    Tensor *(*two)(Tensor *, Tensor *);
    Scalar *(*scalar_one)(Scalar *); /* cell by cell; NULL for matmul and transpose */
    Scalar *(*scalar_two)(Scalar *, Scalar *);
    double low, high;
} Tried;

static const Tried operations[] = {
    {"add", NULL, tensor_add, NULL, scalar_add, -1, 1},
    {"sub", NULL, tensor_sub, NULL, scalar_sub, -1, 1},
    {"mul", NULL, tensor_mul, NULL, scalar_mul, -1, 1},
    {"div", NULL, tensor_div, NULL, scalar_div, 1, 2},
    {"matmul", NULL, tensor_matmul, NULL, NULL, -1, 1},
    {"maximum", NULL, tensor_maximum, NULL, scalar_maximum, -1, 1},
    {"square", tensor_square, NULL, scalar_square, NULL, -1, 1},
    {"sqrt", tensor_sqrt, NULL, scalar_sqrt, NULL, 1, 2},
    {"exp", tensor_exp, NULL, scalar_exp, NULL, -1, 1},
    {"log", tensor_log, NULL, scalar_log, NULL, 1, 2},
    {"abs", tensor_abs, NULL, scalar_abs, NULL, 0.1, 1},
    {"relu", tensor_relu, NULL, scalar_relu, NULL, 0.1, 1},
    {"gelu", tensor_gelu, NULL, scalar_gelu, NULL, -1, 1},
    {"sigmoid", tensor_sigmoid, NULL, scalar_sigmoid, NULL, -1, 1},
    {"tanh", tensor_tanh, NULL, scalar_tanh, NULL, -1, 1},
    {"transpose", tensor_transpose, NULL, NULL, NULL, -1, 1},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

static Tensor *apply(Tensor **inputs, void *context)
{
    const Tried *tried = context;
    return tried->one ? tried->one(inputs[0]) : tried->two(inputs[0], inputs[1]);
}

/* Two matrices to try it on, and a third of weights: what is looked at is the sum of weights * results, in
 * which no mistake can cancel another. */
static void make_inputs(const Tried *tried, Tensor *inputs[3])
{
    random_seed(6);
    for (int i = 0; i < 3; i++) {
        Tensor *uniform = tensor_mul_scalar(tensor_rand(SHAPE(SIDE, SIDE)), tried->high - tried->low);
        inputs[i] = tensor_requires_grad(tensor_add_scalar(uniform, tried->low));
    }
}

/* --- In float32: the library's tape ------------------------------------------------------------------ */

/* The largest difference between the tape's slopes and measured ones, over all elements. */
static double worst_of(const Tried *tried, double step)
{
    Scope scope = scope_begin();
    Tensor *inputs[3];
    make_inputs(tried, inputs);
    Gradcheck found = {.worst = NAN};
    gradcheck(apply, inputs, tried->one ? 1 : 2, (void *)tried, step, &found);
    scope_end(scope);
    return found.worst;
}

/* --- In double: the tape of single numbers ----------------------------------------------------------- */

/* Cell `at` of the result for the matrices a and b. */
static Scalar *cell(const Tried *tried, Scalar **a, Scalar **b, int at)
{
    if (tried->scalar_one)
        return tried->scalar_one(a[at]);
    if (tried->scalar_two)
        return tried->scalar_two(a[at], b[at]);
    int row = at / SIDE, column = at % SIDE;
    if (tried->one == tensor_transpose)
        return a[column * SIDE + row];
    Scalar *sum = scalar_mul(a[row * SIDE], b[column]);
    for (int k = 1; k < SIDE; k++)
        sum = scalar_add(sum, scalar_mul(a[row * SIDE + k], b[k * SIDE + column]));
    return sum;
}

/* sum(weights * results), and its gradient in all that goes in. */
static double weighted(const Tried *tried, const double values[3 * CELLS], double gradient[3 * CELLS])
{
    Scalar *x[3 * CELLS];
    scalar_forget();
    for (int i = 0; i < 3 * CELLS; i++)
        x[i] = scalar_of(values[i]);
    Scalar *sum = scalar_of(0);
    for (int i = 0; i < CELLS; i++)
        sum = scalar_add(sum, scalar_mul(x[2 * CELLS + i], cell(tried, x, x + CELLS, i)));
    scalar_backward(sum);
    for (int i = 0; i < 3 * CELLS; i++)
        gradient[i] = x[i]->gradient;
    return sum->value;
}

/* Relative for large slopes, absolute for small ones: as gradcheck has it. A NaN stays. */
static double larger_error(double worst, double computed, double expected)
{
    double error = fabs(computed - expected) / (1 + fabs(expected));
    return error > worst || isnan(error) ? error : worst;
}

/* What three matrices hold; zeros for one that is not there. */
static void read_numbers(Tensor *a, Tensor *b, Tensor *c, double numbers[3 * CELLS])
{
    float values[3 * CELLS] = {0};
    tensor_read(a, values);
    tensor_read(b, values + CELLS);
    tensor_read(c, values + 2 * CELLS);
    for (int i = 0; i < 3 * CELLS; i++)
        numbers[i] = values[i];
}

/* The same inputs on both tapes, as tensors and as x, and the gradient in double. */
static void try_in_double(const Tried *tried, Tensor *inputs[3], double x[3 * CELLS],
                          double gradient[3 * CELLS])
{
    make_inputs(tried, inputs);
    read_numbers(inputs[0], inputs[1], inputs[2], x);
    weighted(tried, x, gradient);
}

static double worst_in_double(const Tried *tried, double step)
{
    Scope scope = scope_begin();
    Tensor *inputs[3];
    double x[3 * CELLS], gradient[3 * CELLS], not_needed[3 * CELLS], worst = 0;
    try_in_double(tried, inputs, x, gradient);
    for (int i = 0; i < 3 * CELLS; i++) {
        double here = x[i], up = here + step, down = here - step;
        x[i] = up;
        double above = weighted(tried, x, not_needed);
        x[i] = down;
        double below = weighted(tried, x, not_needed);
        x[i] = here;
        worst = larger_error(worst, gradient[i], (above - below) / (up - down));
    }
    scope_end(scope);
    return worst;
}

/* How far the library's gradient is from the one in double. */
static double apart(const Tried *tried)
{
    Scope scope = scope_begin();
    Tensor *inputs[3];
    double x[3 * CELLS], exact[3 * CELLS], found[3 * CELLS], worst = 0;
    try_in_double(tried, inputs, x, exact);
    if (tensor_backward(tensor_sum(tensor_mul(inputs[2], apply(inputs, (void *)tried)), ALL_AXES))) {
        read_numbers(inputs[0]->grad, inputs[1]->grad, inputs[2]->grad, found);
        for (int i = 0; i < 3 * CELLS; i++)
            worst = larger_error(worst, found[i], exact[i]);
    }
    scope_end(scope);
    return worst;
}

/* --- Both ------------------------------------------------------------------------------------------- */

void backwards_check(void)
{
    puts("\n--- Every backward against a measured slope: the largest difference\n"
         "           float32   double   one from the other");
    for (int i = 0; i < OPERATIONS; i++) {
        const Tried *tried = &operations[i];
        double worst = worst_of(tried, 0.01), in_double = worst_in_double(tried, 1e-5),
               between = apart(tried);
        printf("%-9s  %.0e    %.0e    %.0e\n", tried->name, worst, in_double, between);
        check_that(scope_text("backward of %s", tried->name), worst < 1e-3);
        check_that(scope_text("backward of %s in double", tried->name), in_double < 1e-6);
        check_that(scope_text("float32 and double agree on %s", tried->name), between < 1e-6);
    }
}

static const char *write_points(const char *path, int n, const double *x, const double *y)
{
    FileWriter *writer = file_create(path);
    for (int i = 0; writer && i < n; i++)
        fprintf(file_stream(writer), "%.9g,%.9g\n", x[i], y[i]);
    return file_commit(writer) ? path : NULL;
}

void backwards_step(const CommonFlags *flags)
{
    enum { STEPS = 13, STEPS_IN_DOUBLE = 25 };
    static const Tried exponential = {"exp", tensor_exp, NULL, scalar_exp, NULL, -1, 1};
    double steps[STEPS_IN_DOUBLE], worst[STEPS], in_double[STEPS_IN_DOUBLE];
    int best = 0, best_in_double = 0;
    for (int i = 0; i < STEPS_IN_DOUBLE; i++) {
        steps[i] = pow(10, -i / 2.0);
        in_double[i] = worst_in_double(&exponential, steps[i]);
        best_in_double = in_double[i] < in_double[best_in_double] ? i : best_in_double;
    }
    for (int i = 0; i < STEPS; i++) {
        worst[i] = worst_of(&exponential, steps[i]);
        best = worst[i] < worst[best] ? i : best;
    }
    printf("\nThe check of exp is off by %.0e with step 1, %.0e with %.0e and %.0e with 1e-06;\n", worst[0],
           worst[best], steps[best], worst[STEPS - 1]);
    printf("in double by %.0e, %.0e with %.0e and %.0e with 1e-12.\n", in_double[0],
           in_double[best_in_double], steps[best_in_double], in_double[STEPS_IN_DOUBLE - 1]);
    check_that("a middling step is best", steps[best] < 0.2 && steps[best] > 5e-4);
    check_that("a shorter one in double", steps[best_in_double] < 2e-4 && steps[best_in_double] > 5e-7);
    if (flags->no_plot || !file_make_folder(flags->out))
        return;

    const char *data = write_points(file_join(flags->out, "06-check.csv"), STEPS, steps, worst);
    const char *more =
        write_points(file_join(flags->out, "06-check-double.csv"), STEPS_IN_DOUBLE, steps, in_double);
    if (data && more)
        plot_show(stdout, "ch06-check", file_join(flags->out, "06-check.png"), "the same for all steps", 2,
                  (PlotVariable[]){{"data", data}, {"indouble", more}});
}
