/* Is every backward right? Each one against slopes measured by trying. */
#include "backwards.h"

#include "lib.h"

/* An operation of one tensor or of two, and where to try it: away from its corners. */
typedef struct Tried {
    const char *name;
    Tensor *(*one)(Tensor *);
    Tensor *(*two)(Tensor *, Tensor *);
    double low, high;
} Tried;

static const Tried operations[] = {
    {"add", NULL, tensor_add, -1, 1},       {"sub", NULL, tensor_sub, -1, 1},
    {"mul", NULL, tensor_mul, -1, 1},       {"div", NULL, tensor_div, 1, 2},
    {"matmul", NULL, tensor_matmul, -1, 1}, {"maximum", NULL, tensor_maximum, -1, 1},
    {"square", tensor_square, NULL, -1, 1}, {"sqrt", tensor_sqrt, NULL, 1, 2},
    {"exp", tensor_exp, NULL, -1, 1},       {"log", tensor_log, NULL, 1, 2},
    {"abs", tensor_abs, NULL, 0.1, 1},      {"relu", tensor_relu, NULL, 0.1, 1},
    {"gelu", tensor_gelu, NULL, -1, 1},     {"sigmoid", tensor_sigmoid, NULL, -1, 1},
    {"tanh", tensor_tanh, NULL, -1, 1},     {"transpose", tensor_transpose, NULL, -1, 1},
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

static Tensor *apply(Tensor **inputs, void *context)
{
    const Tried *tried = context;
    return tried->one ? tried->one(inputs[0]) : tried->two(inputs[0], inputs[1]);
}

/* The largest difference between the tape's slopes and measured ones, over all elements. */
static double worst_of(const Tried *tried, double step)
{
    Scope scope = scope_begin();
    Tensor *inputs[2];
    random_seed(6);
    for (int i = 0; i < 2; i++) {
        Tensor *uniform = tensor_mul_scalar(tensor_rand(SHAPE(4, 4)), tried->high - tried->low);
        inputs[i] = tensor_requires_grad(tensor_add_scalar(uniform, tried->low));
    }
    Gradcheck found = {.worst = NAN};
    gradcheck(apply, inputs, tried->one ? 1 : 2, (void *)tried, step, &found);
    scope_end(scope);
    return found.worst;
}

void backwards_check(void)
{
    puts("\n--- Every backward against a measured slope: the largest difference");
    for (int i = 0; i < OPERATIONS; i++) {
        double worst = worst_of(&operations[i], 0.01);
        printf("%-9s  %.0e%s", operations[i].name, worst, i % 4 == 3 ? "\n" : "     ");
        check_that(scope_text("backward of %s", operations[i].name), worst < 1e-3);
    }
}

void backwards_step(const CommonFlags *flags)
{
    enum { STEPS = 13 };
    static const Tried exponential = {"exp", tensor_exp, NULL, -1, 1};
    double steps[STEPS], worst[STEPS];
    int best = 0;
    for (int i = 0; i < STEPS; i++) {
        steps[i] = pow(10, -i / 2.0);
        worst[i] = worst_of(&exponential, steps[i]);
        best = worst[i] < worst[best] ? i : best;
    }
    printf("\nThe check of exp is off by %.0e with step 1, %.0e with %.0e and %.0e with 1e-06.\n", worst[0],
           worst[best], steps[best], worst[STEPS - 1]);
    check_that("a middling step is best", steps[best] < 0.2 && steps[best] > 5e-4);
    if (flags->no_plot || !file_make_folder(flags->out))
        return;

    const char *data = file_join(flags->out, "06-check.csv"),
               *picture = file_join(flags->out, "06-check.png");
    FileWriter *writer = file_create(data);
    for (int i = 0; writer && i < STEPS; i++)
        fprintf(file_stream(writer), "%.9g,%.9g\n", steps[i], worst[i]);
    if (file_commit(writer))
        plot_show(stdout, "ch06-check", picture, "the same for 13 steps", 1, &(PlotVariable){"data", data});
}
