/* Chapter 04, the gradient by hand: which way is down, and how far should one go?
 *
 *     make ch04
 *
 * Plain C: of the library only the random numbers, the checks and the plots. */
#include "lib.h"

/* --- The slope of a function ------------------------------------------------------------------------- */

typedef double Function(double x);

static double square(double x)
{
    return x * x;
}

/* What calculus says about it: the derivative of x*x is 2x. */
static double slope_of_square(double x)
{
    return 2 * x;
}

/* By trying: walk a little to the right, see how far up that went. */
static double slope_ahead(Function *f, double x, double step)
{
    return (f(x + step) - f(x)) / step;
}

/* The same with one foot on each side: the errors of the two sides cancel. */
static double slope_around(Function *f, double x, double step)
{
    return (f(x + step) - f(x - step)) / (2 * step);
}

static void slope_at_three(void)
{
    puts("\n--- The slope of x*x at 3\n\n  step    one side   both sides");
    for (double step = 1; step > 0.00005; step /= 10)
        printf("%6g  %10.4f   %10.4f\n", step, slope_ahead(square, 3, step), slope_around(square, 3, step));
    printf("calculus         %10.4f\n", slope_of_square(3));

    check_near("slope of x*x at 3, one side", slope_ahead(square, 3, 1e-4), 6, 2e-4);
    check_near("slope of x*x at 3, both sides", slope_around(square, 3, 1e-4), 6, 1e-6);
    check_near("slope of x*x at 3, by calculus", slope_of_square(3), 6, 0);
}

/* --- Four learning rates ----------------------------------------------------------------------------- */

enum { STEPS = 20, RATES = 4 };
static const double START = -1.5;
static const double rates[RATES] = {0.02, 0.3, 0.9, 1.05};
static const char *const characters[RATES] = {"too low", "good", "bouncing", "diverging"};

/* Gradient descent: against the slope, by `lr` times as much as it is steep. */
static void descend(double lr, int steps, double *path)
{
    path[0] = START;
    for (int i = 0; i < steps; i++)
        path[i + 1] = path[i] - lr * slope_of_square(path[i]);
}

static void four_rates(double paths[RATES][STEPS + 1])
{
    puts("\n--- Down x*x from -1.5\n");
    for (int r = 0; r < RATES; r++)
        descend(rates[r], STEPS, paths[r]);

    printf("step");
    for (int r = 0; r < RATES; r++)
        printf("   lr %-8g", rates[r]);
    for (int i = 0; i <= STEPS; i += i < 5 ? 1 : 5) {
        printf("\n%4d", i);
        for (int r = 0; r < RATES; r++)
            printf("   %8.4f   ", paths[r][i]);
    }
    printf("\n    ");
    for (int r = 0; r < RATES; r++)
        printf("   %-11s", characters[r]);
    putchar('\n');
}

/* One step takes x to x - lr * 2x = (1 - 2 lr) x. That grows when the factor is below -1, so when lr > 1. */
static void where_it_breaks(void)
{
    enum { MANY = 500 };
    double path[MANY + 1];
    int first = 0, wrong = 0;
    for (int hundredths = 1; hundredths < 200; hundredths++) {
        double lr = hundredths / 100.0;
        descend(lr, MANY, path);
        bool diverges = fabs(path[MANY]) > fabs(START);
        if (diverges && first == 0)
            first = hundredths;
        wrong += diverges != (lr > 1);
    }
    descend(1, MANY, path);
    printf("\nOf the rates 0.01, 0.02 ... 1.99 the first that diverges is %.2f.\n", first / 100.0);
    printf("At exactly 1 it is at %g after 499 steps and at %g after 500.\n", path[499], path[500]);
    check_that("x*x diverges exactly for rates above 1", wrong == 0);
    check_near("x after 500 steps of rate 1", path[500], START, 0);
}

/* --- Two parameters: a line through points ----------------------------------------------------------- */

enum { POINTS = 100, LINE_STEPS = 100 };

typedef struct Points {
    float x[POINTS], y[POINTS];
} Points;

typedef struct Line {
    double slope, height; /* y = slope * x + height */
} Line;

/* y = 3x + 2 and some noise between 0 and 1. */
static void points_make(Points *points)
{
    random_rand(random_default(), points->x, POINTS);
    random_rand(random_default(), points->y, POINTS);
    for (int i = 0; i < POINTS; i++) {
        points->x[i] = 2 * points->x[i] - 1;
        points->y[i] += 3 * points->x[i] + 2;
    }
}

static double error_at(Line line, const Points *points, int i)
{
    return line.slope * points->x[i] + line.height - points->y[i];
}

/* How bad a line is: the mean of the squared errors. */
static double loss_of(Line line, const Points *points)
{
    double sum = 0;
    for (int i = 0; i < POINTS; i++)
        sum += error_at(line, points, i) * error_at(line, points, i);
    return sum / POINTS;
}

/* A slope for each parameter, by trying: both are moved a little in turn. */
static Line gradient_by_trying(Line line, const Points *points)
{
    const double little = 1e-6;
    Line steeper = {line.slope + little, line.height}, higher = {line.slope, line.height + little};
    double here = loss_of(line, points);
    return (Line){(loss_of(steeper, points) - here) / little, (loss_of(higher, points) - here) / little};
}

/* The same by calculus: the slope of error * error is 2 * error times the slope of the error, and that is x
 * for line.slope and 1 for line.height. One pass gives both, and would give a million. */
static Line gradient_of(Line line, const Points *points)
{
    Line sum = {0, 0};
    for (int i = 0; i < POINTS; i++) {
        double error = error_at(line, points, i);
        sum.slope += 2 * error * points->x[i];
        sum.height += 2 * error;
    }
    return (Line){sum.slope / POINTS, sum.height / POINTS};
}

static void fit_line(const Points *points, Line path[LINE_STEPS + 1])
{
    /* What fast.ai's course printed for other random points, so only about the same can come out here. */
    static const double published[] = {7.9356, 1.4609, 0.4824, 0.1995, 0.1147, 0.0893};
    const double lr = 0.1;

    path[0] = (Line){-1, 1};
    Line tried = gradient_by_trying(path[0], points), exact = gradient_of(path[0], points);
    puts("\n--- A line through 100 points\n\n              slope    height");
    printf("by trying  %8.4f  %8.4f   3 passes over the points\n", tried.slope, tried.height);
    printf("calculus   %8.4f  %8.4f   1 pass\n\n", exact.slope, exact.height);
    check_near("gradient for the slope", tried.slope, exact.slope, 1e-4);
    check_near("gradient for the height", tried.height, exact.height, 1e-4);

    for (int i = 0; i < LINE_STEPS; i++) {
        Line gradient = gradient_of(path[i], points);
        path[i + 1] = (Line){path[i].slope - lr * gradient.slope, path[i].height - lr * gradient.height};
    }
    for (int i = 0; i <= LINE_STEPS; i += 10) {
        double loss = loss_of(path[i], points);
        printf("step %3d   loss %.4f   y = %6.3f x + %.3f\n", i, loss, path[i].slope, path[i].height);
        if (i / 10 < 6)
            check_near(scope_text("loss after %d steps", i), loss, published[i / 10],
                       0.05 + 0.4 * published[i / 10]);
    }
    check_near("slope of the line", path[LINE_STEPS].slope, 3, 0.15);
    check_near("height of the line", path[LINE_STEPS].height, 2.5, 0.1); /* 2, and the noise's mean */
}

/* --- Pictures ---------------------------------------------------------------------------------------- */

static void draw_descents(const char *folder, double paths[RATES][STEPS + 1])
{
    const char *data = file_join(folder, "04-descent.csv"), *panels = file_join(folder, "04-descent.png");
    const char *curves = file_join(folder, "04-loss.png");
    FileWriter *writer = file_create(data);
    for (int i = 0; writer && i <= STEPS; i++)
        fprintf(file_stream(writer), "%d,%.9g,%.9g,%.9g,%.9g\n", i, paths[0][i], paths[1][i], paths[2][i],
                paths[3][i]);

    const PlotVariable variables[] = {
        {"data", data}, {"rates", scope_text("%g %g %g %g", rates[0], rates[1], rates[2], rates[3])}};
    if (!file_commit(writer))
        return;
    putchar('\n');
    plot_show(stdout, "ch04-descent", panels, "the four descents", 2, variables);
    plot_show(stdout, "ch04-loss", curves, "their losses, step by step", 2, variables);
}

static void draw_line(const char *folder, const Points *points, const Line path[LINE_STEPS + 1])
{
    const char *dots = file_join(folder, "04-points.csv"), *lines = file_join(folder, "04-lines.csv");
    const char *picture = file_join(folder, "04-line.png");
    FileWriter *dots_out = file_create(dots), *lines_out = file_create(lines);
    for (int i = 0; dots_out && i < POINTS; i++)
        fprintf(file_stream(dots_out), "%.9g,%.9g\n", (double)points->x[i], (double)points->y[i]);
    for (int i = 0; lines_out && i <= LINE_STEPS; i++)
        fprintf(file_stream(lines_out), "%d,%.9g,%.9g,%.9g\n", i, path[i].slope, path[i].height,
                loss_of(path[i], points));

    const PlotVariable variables[] = {{"points", dots}, {"lines", lines}};
    if (file_commit(dots_out) && file_commit(lines_out))
        plot_show(stdout, "ch04-line", picture, "the line on its way, in six frames", 2, variables);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 04, the gradient by hand: takes less than a second.", &flags, argc,
                       argv))
        return finish("04_gradient_by_hand");

    static double paths[RATES][STEPS + 1];
    static Points points;
    static Line lines[LINE_STEPS + 1];
    slope_at_three();
    four_rates(paths);
    where_it_breaks();
    random_seed((uint64_t)flags.seed);
    points_make(&points);
    fit_line(&points, lines);

    if (!flags.no_plot && file_make_folder(flags.out)) {
        draw_descents(flags.out, paths);
        draw_line(flags.out, &points, lines);
    }
    check_report(stdout);
    return finish("04_gradient_by_hand");
}
