/* Chapter 06, autograd: the machine that writes down what you compute and finds every slope by itself.
 *
 *     make ch06 */
#include "backwards.h"
#include "coaster.h"
#include "lib.h"
#include "scalar.h"

/* --- Backward ---------------------------------------------------------------------------------------- */

static void slopes(void)
{
    puts("\n--- Slopes without calculus");
    Tensor *x = tensor_requires_grad(tensor_scalar(3));
    tensor_backward(tensor_square(x));
    printf("x*x at 3 has the slope %g\n", tensor_item(x->grad));
    check_near("slope of x*x at 3", tensor_item(x->grad), 6, 0);

    Tensor *v = tensor_requires_grad(tensor_of(SHAPE(3), 3, 4, 10));
    Tensor *sum = tensor_sum(tensor_square(v), ALL_AXES);
    tensor_backward(sum);
    printf("the sum of the squares of 3, 4 and 10 is %g, its gradient ", tensor_item(sum));
    tensor_print(v->grad);
    check_near("sum of squares", tensor_item(sum), 125, 0);
    check_that("gradient of the sum of squares", tensor_equal(v->grad, tensor_of(SHAPE(3), 6, 8, 20)));
}

/* --- The tape ---------------------------------------------------------------------------------------- */

/* How many nodes lie before this one on the tape. */
static int place_of(const Node *node)
{
    int place = 0;
    for (node = node->previous; node; node = node->previous)
        place++;
    return place;
}

/* The graph for the program `dot`: an arrow from everything that was used to what was made of it. A tape is a
 * list, and all of it can be found by walking back from its last node. */
static void write_graph(const Tensor *loss, const char *folder)
{
    const char *path = file_join(folder, "06-graph.dot");
    FileWriter *writer = file_create(path);
    FILE *out = file_stream(writer);
    if (!out)
        return;
    fprintf(out, "digraph tape {\n    rankdir = LR\n    node [shape = box]\n");
    for (const Node *node = loss->node; node; node = node->previous) {
        int place = place_of(node);
        fprintf(out, "    n%d [label = \"%s\"]\n", place, node->op);
        for (int i = 0; i < node->n_inputs; i++) {
            const Tensor *input = node->inputs[i];
            if (input && input->node)
                fprintf(out, "    n%d -> n%d\n", place_of(input->node), place);
            else if (input)
                fprintf(out, "    \"%s\" -> n%d\n", *input->name ? input->name : "a constant", place);
        }
    }
    fprintf(out, "}\n");
    if (file_commit(writer))
        printf("wrote %s: the same as a graph\n", path);
}

/* (3x + 1)^2: three operations, and the chain rule multiplies their three slopes, last one first. */
static void tape(const CommonFlags *flags)
{
    puts("\n--- The tape of (3x + 1)^2 at x = 2");
    Tensor *x = tensor_named(tensor_requires_grad(tensor_scalar(2)), "x");
    Tensor *tripled = tensor_named(tensor_mul_scalar(x, 3), "tripled");
    Tensor *moved = tensor_named(tensor_add_scalar(tripled, 1), "moved");
    Tensor *y = tensor_named(tensor_square(moved), "y");
    tape_print(stdout);
    if (y && !flags->no_plot && file_make_folder(flags->out))
        write_graph(y, flags->out);

    tensor_backward(y);
    printf("slope: 2 * %g * 1 * 3 = %g\n", tensor_item(moved), tensor_item(x->grad));
    check_near("slope of (3x + 1)^2 at 2", tensor_item(x->grad), 42, 0);
}

/* --- The same on one page ---------------------------------------------------------------------------- */

static void one_page(void)
{
    puts("\n--- The same on a tape of single numbers\n         value  gradient");
    Scalar *x = scalar_of(2);
    Scalar *tripled = scalar_mul(x, scalar_of(3));
    Scalar *moved = scalar_add(tripled, scalar_of(1));
    Scalar *y = scalar_square(moved);
    scalar_backward(y);
    printf("x        %5g  %8g\n", x->value, x->gradient);
    printf("tripled  %5g  %8g\n", tripled->value, tripled->gradient);
    printf("moved    %5g  %8g\n", moved->value, moved->gradient);
    printf("y        %5g  %8g\n", y->value, y->gradient);
    check_near("the same slope on the tape of single numbers", x->gradient, 42, 0);
}

/* --- Gradients add up -------------------------------------------------------------------------------- */

static void accumulation(void)
{
    puts("\n--- Three backwards, and zero_grad");
    Tensor *x = tensor_requires_grad(tensor_scalar(3));
    for (int times = 1; times <= 3; times++) {
        tensor_backward(tensor_square(x));
        printf("after %d: %g\n", times, tensor_item(x->grad));
        check_near(scope_text("gradient after %d backwards", times), tensor_item(x->grad), 6 * times, 0);
    }
    tensor_zero_grad(x);
    tensor_backward(tensor_square(x));
    printf("zeroed, and once more: %g\n", tensor_item(x->grad));
    check_near("gradient after zero_grad", tensor_item(x->grad), 6, 0);
}

/* --- A forgotten line -------------------------------------------------------------------------------- */

enum { LOSSES = 10 };

/* fast.ai's 2022 course fits a quadratic to 20 noisy points, drawn as numpy draws them. */
static void course_points(Tensor **x, Tensor **y)
{
    enum { N = 20 };
    float xs[N], ys[N];
    random_seed(42);
    for (int i = 0; i < N; i++)
        xs[i] = (float)(-2 + 4.0 * i / (N - 1));
    for (int i = 0; i < N; i++) /* first all the noise that scales with y ... */
        ys[i] =
            (float)((3 * xs[i] * xs[i] + 2 * xs[i] + 1) * (1 + 0.15 * random_numpy_normal(random_default())));
    for (int i = 0; i < N; i++) /* ... then all that does not */
        ys[i] += (float)(1.5 * random_numpy_normal(random_default()));
    *x = tensor_from(SHAPE(N), xs, N);
    *y = tensor_from(SHAPE(N), ys, N);
}

/* Start at (1.1, 1.1, 1.1); the losses after each of ten steps. Mean absolute errors, learning rate 0.01. */
static void course_run(Tensor *x, Tensor *y, bool zero, double losses[LOSSES])
{
    Tensor *abc = tensor_requires_grad(tensor_full(SHAPE(3), 1.1));
    for (int i = 0; i <= LOSSES; i++) {
        Scope step = scope_begin();
        Tensor *loss = nn_l1(coaster_quadratic(abc, x), y);
        if (i > 0)
            losses[i - 1] = tensor_item(loss);
        tensor_backward(loss);
        if (i == 0) {
            check_near("first error of the course's quadratic", tensor_item(loss), 2.4219, 5e-5);
            check_that("its gradient",
                       tensor_all_close(abc->grad, tensor_of(SHAPE(3), -1.3529f, -0.0316f, -0.5f), 0, 6e-5));
        }
        tensor_add_(abc, abc->grad, -0.01);
        if (zero)
            tensor_zero_grad(abc);
        scope_end(step);
    }
}

static void forgotten_zero(void)
{
    static const double published[LOSSES] = {2.40, 2.36, 2.30, 2.21, 2.11, 1.98, 1.85, 1.72, 1.58, 1.46};
    double kept[LOSSES], zeroed[LOSSES];
    Tensor *x, *y;
    course_points(&x, &y);
    course_run(x, y, false, kept);
    course_run(x, y, true, zeroed);

    printf("\n--- A quadratic of fast.ai's course, its gradients never zeroed, and zeroed\nnever ");
    for (int i = 0; i < LOSSES; i++) {
        printf(" %.2f", kept[i]);
        check_near(scope_text("error %d without zeroing", i + 1), kept[i], published[i], 0.0051);
    }
    printf("\nzeroed");
    for (int i = 0; i < LOSSES; i++)
        printf(" %.2f", zeroed[i]);
    putchar('\n');
    for (int i = 0; i < 4; i++)
        check_near(scope_text("error %d with zeroing", i + 1), zeroed[i], 2.40 - 0.02 * i, 0.0051);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 06, autograd: takes less than a second.", &flags, argc, argv))
        return finish("06_autograd");

    tape(&flags);
    one_page();
    slopes();
    accumulation();
    coaster_ride();
    coaster_in_double();
    forgotten_zero();
    backwards_check();
    backwards_step(&flags);

    check_report(stdout);
    return finish("06_autograd");
}
