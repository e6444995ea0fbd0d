/* Chapter 07, sums of ReLUs: bend a line often enough and it follows any curve.
 *
 *     make ch07 */
#include "learn.h"
#include "lib.h"

/* --- One, and two ------------------------------------------------------------------------------------ */

static void one_relu(void)
{
    puts("\n--- ReLU: max(0, x)\n");
    Tensor *x = tensor_of(SHAPE(5), -2, -1, 0, 1, 2);
    Tensor *y = tensor_relu(x);
    printf("x        ");
    tensor_print(x);
    printf("relu(x)  ");
    tensor_print(y);
    check_that("relu from -2 to 2", tensor_equal(y, tensor_of(SHAPE(5), 0, 0, 0, 1, 2)));
}

/* relu(x) climbs to the right of 0, relu(-x) to the left of it; where one climbs the other is 0. */
static void absolute_value(void)
{
    Tensor *x = tensor_add_scalar(tensor_mul_scalar(tensor_arange(401), 0.01), -2);
    Tensor *two = tensor_add(tensor_relu(x), tensor_relu(tensor_neg(x)));
    double worst = tensor_item(tensor_max(tensor_abs(tensor_sub(two, tensor_abs(x))), ALL_AXES));
    printf("\n|x| is relu(x) + relu(-x): the largest of 401 errors is %g\n", worst);
    check_near("|x| from two ReLUs", worst, 0, 0);
}

/* --- Many: a curve, approximated by construction ------------------------------------------------------ */

enum { POINTS = 257, MOST = 64, SIZES = 7 };
static const int sizes[SIZES] = {1, 2, 4, 8, 16, 32, 64};

/* The curve to follow, on -2 .. 2. */
static double squiggle(double x)
{
    return sin(3 * x) + 0.5 * x * x;
}

static double x_of(int i)
{
    return -2 + 4.0 * i / (POINTS - 1);
}

/* height + the sum of n bends: bend i turns the slope by `turn` to the right of `at`. */
typedef struct Bend {
    double at, turn;
} Bend;

static double bends_value(const Bend *bends, int n, double height, double x)
{
    double y = height;
    for (int i = 0; i < n; i++)
        y += bends[i].turn * fmax(0, x - bends[i].at);
    return y;
}

/* Straight from one point of the curve to the next, n pieces of equal width: at each joint the slope turns
 * from that of the last piece to that of the next. */
static void bends_build(Bend *bends, int n)
{
    double width = 4.0 / n, before = 0;
    for (int i = 0; i < n; i++) {
        double x = -2 + i * width, slope = (squiggle(x + width) - squiggle(x)) / width;
        bends[i] = (Bend){x, slope - before};
        before = slope;
    }
}

/* The root of the mean squared error of n built ReLUs; their curve goes to y. */
static double built_error(int n, float *y)
{
    Bend bends[MOST];
    double sum = 0;
    bends_build(bends, n);
    for (int i = 0; i < POINTS; i++) {
        double value = bends_value(bends, n, squiggle(-2), x_of(i)), error = value - squiggle(x_of(i));
        sum += error * error;
        y[i] = (float)value;
    }
    return sqrt(sum / POINTS);
}

/* --- Many: the same, learnt --------------------------------------------------------------------------- */

/* Points (n, 1) and the curve there (n, 1). */
static void curve_points(Tensor **x, Tensor **y)
{
    float xs[POINTS], ys[POINTS];
    for (int i = 0; i < POINTS; i++) {
        xs[i] = (float)x_of(i);
        ys[i] = (float)squiggle(x_of(i));
    }
    *x = tensor_from(SHAPE(POINTS, 1), xs, POINTS);
    *y = tensor_from(SHAPE(POINTS, 1), ys, POINTS);
}

static void many_relus(Tensor *x, Tensor *y, int steps, double errors[2][SIZES],
                       float curves[2][SIZES][POINTS])
{
    Module *net = NULL;
    puts("\n--- sin(3x) + x*x/2 as a sum of ReLUs\n");
    puts("ReLUs   parameters   error, built   error, learnt");
    for (int i = 0; i < SIZES; i++) {
        errors[0][i] = built_error(sizes[i], curves[0][i]);
        net = learn_best(sizes[i], net, x, y, steps);
        errors[1][i] = learn_error(net, x, y);
        tensor_read(tensor_detach(nn_forward(net, x)), curves[1][i]);
        printf("%5d   %10d   %12.4f   %13.4f\n", sizes[i], 3 * sizes[i] + 1, errors[0][i], errors[1][i]);
        if (i > 0)
            check_that(scope_text("learnt error of %d ReLUs, below that of %d", sizes[i], sizes[i - 1]),
                       errors[1][i] < errors[1][i - 1]);
    }
    check_near("twice the pieces, a quarter of the error", errors[0][SIZES - 2] / errors[0][SIZES - 1], 4,
               0.1);
}

/* --- Without the bend --------------------------------------------------------------------------------- */

/* Three linear layers: their product is one. (w3 (w2 (w1 x + b1) + b2) + b3) = w x + b */
static void without_relus(Tensor *x, Tensor *y, int steps)
{
    Module *first = nn_linear(1, 20), *second = nn_linear(20, 20), *third = nn_linear(20, 1);
    double stacked = learn(nn_sequential(first, second, third), x, y, steps);

    bool recording = grad_enable(false);
    Tensor *start = tensor_zeros(SHAPE(1, 1)), *end = tensor_ones(SHAPE(1, 1));
    Module *net = nn_sequential(first, second, third);
    double b = tensor_item(nn_forward(net, start)), w = tensor_item(nn_forward(net, end)) - b;
    Tensor *line = tensor_add_scalar(tensor_mul_scalar(x, w), b);
    bool same = tensor_all_close(nn_forward(net, x), line, 0, 1e-4);
    double straight = sqrt(tensor_item(nn_mse(line, y)));
    grad_enable(recording);

    puts("\n--- Without ReLUs");
    printf("three linear layers, %d parameters: error %.4f\n", (int)nn_parameter_count(net), stacked);
    printf("the line %.3f x + %.3f, 2 parameters: error %.4f\n", w, b, straight);
    check_that("three linear layers, one line", same);
    check_near("error of three linear layers", stacked, straight, 1e-4);
}

/* --- Depth -------------------------------------------------------------------------------------------- */

/* A tent on 0 .. 1: up to 1 in the middle and down again. Two ReLUs. */
static double tent(double x)
{
    return 2 * fmax(0, x) - 4 * fmax(0, x - 0.5);
}

/* A tent of a tent has two tops, of that four: every layer of two ReLUs doubles the straight pieces, where
 * two more ReLUs in the same layer would add two. */
static void depth(void)
{
    enum { FINE = 1024 };
    puts("\n--- Depth: a tent of a tent of a tent\n\nlayers   ReLUs   straight pieces   the same in one "
         "layer");
    for (int layers = 1; layers <= 6; layers++) {
        double values[FINE + 1];
        for (int i = 0; i <= FINE; i++) {
            values[i] = (double)i / FINE;
            for (int layer = 0; layer < layers; layer++)
                values[i] = tent(values[i]);
        }
        int pieces = 1;
        for (int i = 1; i < FINE; i++)
            pieces += (values[i + 1] - values[i] > 0) != (values[i] - values[i - 1] > 0);
        printf("%6d   %5d   %15d   %15d ReLUs\n", layers, 2 * layers, pieces, pieces);
        check_near(scope_text("straight pieces of %d layers", layers), pieces, 1 << layers, 0);
    }
}

/* --- Pictures ----------------------------------------------------------------------------------------- */

static void draw(const char *folder, double errors[2][SIZES], float curves[2][SIZES][POINTS])
{
    const char *fits = file_join(folder, "07-fits.csv"), *falls = file_join(folder, "07-errors.csv");
    FileWriter *fits_out = file_create(fits), *falls_out = file_create(falls);
    for (int i = 0; fits_out && i < POINTS; i++) {
        fprintf(file_stream(fits_out), "%.9g,%.9g", x_of(i), squiggle(x_of(i)));
        for (int n = 0; n < SIZES; n++)
            fprintf(file_stream(fits_out), ",%.9g,%.9g", (double)curves[0][n][i], (double)curves[1][n][i]);
        fputc('\n', file_stream(fits_out));
    }
    for (int n = 0; falls_out && n < SIZES; n++)
        fprintf(file_stream(falls_out), "%d,%.9g,%.9g\n", sizes[n], errors[0][n], errors[1][n]);
    if (!file_commit(fits_out) || !file_commit(falls_out))
        return;

    static const char *const scripts[][2] = {
        {"ch07-relus", "07-relus.png"}, {"ch07-fits", "07-fits.png"}, {"ch07-errors", "07-errors.png"}};
    const PlotVariable variables[] = {{"fits", fits}, {"falls", falls}};
    putchar('\n');
    for (int i = 0; i < 3; i++)
        plot_show(stdout, scripts[i][0], file_join(folder, scripts[i][1]), NULL, 2, variables);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 07, sums of ReLUs: takes about two seconds.", &flags, argc, argv))
        return finish("07_sum_of_relus");

    static double errors[2][SIZES];
    static float curves[2][SIZES][POINTS];
    const int steps = flags.quick ? 500 : 1500;
    Tensor *x, *y;
    curve_points(&x, &y);
    random_seed((uint64_t)flags.seed);
    one_relu();
    absolute_value();
    many_relus(x, y, steps, errors, curves);
    without_relus(x, y, steps);
    depth();

    if (!flags.no_plot && file_make_folder(flags.out))
        draw(flags.out, errors, curves);
    check_report(stdout);
    return finish("07_sum_of_relus");
}
