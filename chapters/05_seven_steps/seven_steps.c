/* Chapter 05, the seven steps: fit a curve to the speed of a roller coaster, with every derivative written by
 * hand.
 *
 *     make ch05
 *
 * With the default seed every number of this run is the one that fast.ai's book prints. */
#include "lib.h"

enum { POINTS = 20 };

/* A roller coaster passes the top of a hump: how fast was it in second 0, 1, ... 19? */
typedef struct Ride {
    double time[POINTS], speed[POINTS];
} Ride;

/* The model: speed = a * time^2 + b * time + c. Its three parameters; also their three slopes. */
typedef struct Quadratic {
    double a, b, c;
} Quadratic;

/* Speeds that we make up and pretend to have measured: torch.randn(20)*3 + 0.75*(time-9.5)**2 + 1. */
static void ride_measure(Ride *ride)
{
    float noise[POINTS];
    random_randn(random_default(), noise, POINTS);
    for (int i = 0; i < POINTS; i++) {
        ride->time[i] = i;
        ride->speed[i] = 3 * noise[i] + 0.75 * (i - 9.5) * (i - 9.5) + 1;
    }
}

/* --- The seven steps --------------------------------------------------------------------------------- */

/* Step 1. Initialise: any numbers will do. */
static Quadratic initialise(void)
{
    float random[3];
    random_randn(random_default(), random, 3);
    return (Quadratic){random[0], random[1], random[2]};
}

/* Step 2. Predict. */
static double predict(Quadratic q, double time)
{
    return q.a * time * time + q.b * time + q.c;
}

/* Step 3. Measure the loss: the mean of the squared errors. */
static double loss_of(Quadratic q, const Ride *ride)
{
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
        double error = predict(q, ride->time[i]) - ride->speed[i];
        sum += error * error;
    }
    return sum / POINTS;
}

/* Step 4. Compute the gradient: how the loss over these n points rises with a, with b and with c.
 *
 * The slope of error^2 is 2 * error times the slope of the error, and the error is a*time^2 + b*time + c
 * minus a speed that does not depend on them: its slope is time^2 for a, time for b and 1 for c. */
static Quadratic gradient_of(Quadratic q, const Ride *ride, const int64_t *points, int n)
{
    Quadratic sum = {0, 0, 0};
    for (int i = 0; i < n; i++) {
        double time = ride->time[points[i]];
        double error = predict(q, time) - ride->speed[points[i]];
        sum.a += 2 * error * time * time;
        sum.b += 2 * error * time;
        sum.c += 2 * error;
    }
    return (Quadratic){sum.a / n, sum.b / n, sum.c / n};
}

/* Step 5. Step the parameters: downhill, all three at once. */
static Quadratic step(Quadratic q, Quadratic gradient, double lr)
{
    return (Quadratic){q.a - lr * gradient.a, q.b - lr * gradient.b, q.c - lr * gradient.c};
}

enum { STEPS = 10 };

/* Step 6. Repeat. Step 7. Stop: here when ten steps are done. */
static void roller_coaster(const Ride *ride, bool is_published, Quadratic path[STEPS + 1])
{
    static const double published[STEPS + 1] = {25823.81, 5435.54, 1577.45, 847.38, 709.22, 683.08,
                                                678.12,   677.18,  677.00,  676.96, 676.95};
    int64_t all[POINTS];
    for (int i = 0; i < POINTS; i++)
        all[i] = i;
    const double lr = 1e-5;

    path[0] = initialise();
    Quadratic g = gradient_of(path[0], ride, all, POINTS);
    puts("\n--- Seven steps, once around");
    printf("1 initialise  a %.4f, b %.4f, c %.4f\n", path[0].a, path[0].b, path[0].c);
    printf("2 predict     %.1f at second 0, %.1f at second 19; measured %.1f and %.1f\n", predict(path[0], 0),
           predict(path[0], 19), ride->speed[0], ride->speed[19]);
    printf("3 loss        %.2f\n", loss_of(path[0], ride));
    printf("4 gradient    a %.2f, b %.2f, c %.2f\n", g.a, g.b, g.c);
    path[1] = step(path[0], g, lr);
    printf("5 step        a %.4f, b %.4f, c %.4f\n", path[1].a, path[1].b, path[1].c);

    for (int i = 1; i < STEPS; i++)
        path[i + 1] = step(path[i], gradient_of(path[i], ride, all, POINTS), lr);
    printf("6 repeat     ");
    for (int i = 0; i <= STEPS; i++)
        printf(" %.2f", loss_of(path[i], ride));
    puts("\n7 stop        after ten steps");

    if (!is_published)
        return;
    check_near("first a", path[0].a, -0.7658, 5e-5);
    check_near("first b", path[0].b, -0.7506, 5e-5);
    check_near("first c", path[0].c, 1.3525, 5e-5);
    check_near("gradient for a", g.a, -53195.86, 0.02); /* the book's has seven digits */
    check_near("gradient for b", g.b, -3419.71, 0.0051);
    check_near("gradient for c", g.c, -253.89, 0.0051);
    for (int i = 0; i <= STEPS; i++)
        check_near(scope_text("loss after %d steps", i), loss_of(path[i], ride), published[i], 0.0051);
}

/* --- How good is that? ------------------------------------------------------------------------------- */

/* The same ride with time running from -1 to 1: then time^2, time and 1 are all of one size, and so are the
 * three slopes. */
static Ride ride_rescale(const Ride *ride)
{
    Ride rescaled = *ride;
    for (int i = 0; i < POINTS; i++)
        rescaled.time[i] = (ride->time[i] - 9.5) / 9.5;
    return rescaled;
}

/* A run of gradient descent: its path has a place after every epoch, and before the first. */
enum { EPOCHS = 200 };
typedef struct Run {
    int batch;
    int64_t steps;
    Quadratic path[EPOCHS + 1];
} Run;

/* Each epoch goes through all points once, in a new random order, `batch` of them at a time; one step each.
 * The last batch may be smaller. */
static void run_epochs(Run *run, int batch, double lr, Quadratic start, const Ride *ride)
{
    int64_t order[POINTS];
    *run = (Run){.batch = batch, .path = {start}};
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        Quadratic q = run->path[epoch];
        random_randperm(random_default(), order, POINTS);
        for (int from = 0; from < POINTS; from += batch, run->steps++) {
            int n = POINTS - from < batch ? POINTS - from : batch;
            q = step(q, gradient_of(q, ride, order + from, n), lr);
        }
        run->path[epoch + 1] = q;
    }
}

enum { RUNS = 3 };
static const int batches[RUNS] = {POINTS, 5, 1};
static const char *const kinds[RUNS] = {"batch", "mini-batch", "stochastic"};

/* The lowest loss there is; with so few points a great many small steps find it. */
static double lowest_loss(Quadratic start, const Ride *rescaled, int64_t *all)
{
    for (int i = 0; i < POINTS; i++)
        all[i] = i;
    Quadratic q = start;
    for (int i = 0; i < 5000; i++)
        q = step(q, gradient_of(q, rescaled, all, POINTS), 0.1);
    return loss_of(q, rescaled);
}

static void three_kinds(const Ride *rescaled, Run runs[RUNS])
{
    int64_t all[POINTS];
    const Quadratic start = {0, 0, 0};
    double lowest = lowest_loss(start, rescaled, all);

    puts("\n--- Time rescaled to -1..1, learning rate 0.1, three sizes of batch\n");
    printf("            batch   steps     loss after 1 epoch      5     20    200\n");
    for (int r = 0; r < RUNS; r++) {
        run_epochs(&runs[r], batches[r], 0.1, start, rescaled);
        const Quadratic *path = runs[r].path;
        printf("%-10s  %5d  %6lld  %21.2f %6.2f %6.2f %6.2f\n", kinds[r], runs[r].batch,
               (long long)runs[r].steps, loss_of(path[1], rescaled), loss_of(path[5], rescaled),
               loss_of(path[20], rescaled), loss_of(path[EPOCHS], rescaled));
    }
    printf("the lowest possible                                             %6.2f\n", lowest);

    double whole = loss_of(runs[0].path[EPOCHS], rescaled), one = loss_of(runs[2].path[EPOCHS], rescaled);
    check_that("one epoch of single points beats one of the whole",
               loss_of(runs[2].path[1], rescaled) < loss_of(runs[0].path[1], rescaled));
    check_near("the loss of whole batches in the end", whole, lowest, 0.5);
    check_that("single points stay above the lowest loss", one > lowest && one < 3 * lowest);
}

/* --- Pictures ---------------------------------------------------------------------------------------- */

static void draw(const char *folder, const Ride *ride, const Quadratic path[STEPS + 1], const Ride *rescaled,
                 const Run runs[RUNS])
{
    const PlotVariable data[] = {{"points", file_join(folder, "05-ride.csv")},
                                 {"steps", file_join(folder, "05-steps.csv")},
                                 {"paths", file_join(folder, "05-paths.csv")}};
    FileWriter *points = file_create(data[0].value), *steps = file_create(data[1].value);
    FileWriter *paths = file_create(data[2].value);
    if (!points || !steps || !paths)
        return;
    for (int i = 0; i < POINTS; i++)
        fprintf(file_stream(points), "%g,%.9g\n", ride->time[i], ride->speed[i]);
    for (int i = 0; i <= STEPS; i++)
        fprintf(file_stream(steps), "%d,%.9g,%.9g,%.9g,%.9g\n", i, path[i].a, path[i].b, path[i].c,
                loss_of(path[i], ride));
    for (int i = 0; i <= EPOCHS; i++)
        for (int r = 0; r < RUNS; r++)
            fprintf(file_stream(paths), "%.9g,%.9g,%.9g%c", runs[r].path[i].a, runs[r].path[i].c,
                    loss_of(runs[r].path[i], rescaled), r < RUNS - 1 ? ',' : '\n');
    if (!file_commit(points) || !file_commit(steps) || !file_commit(paths))
        return;

    static const char *const pictures[][2] = {
        {"ch05-fit", "05-fit.png"}, {"ch05-loss", "05-loss.png"}, {"ch05-paths", "05-paths.png"}};
    putchar('\n');
    for (int i = 0; i < 3; i++)
        plot_show(stdout, pictures[i][0], file_join(folder, pictures[i][1]), NULL, 3, data);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 05, the seven steps: takes less than a second.", &flags, argc, argv))
        return finish("05_seven_steps");

    static Ride ride;
    static Quadratic path[STEPS + 1];
    static Run runs[RUNS];
    random_seed((uint64_t)flags.seed);
    ride_measure(&ride);
    roller_coaster(&ride, flags.seed == 42, path);
    Ride rescaled = ride_rescale(&ride);
    three_kinds(&rescaled, runs);

    if (!flags.no_plot && file_make_folder(flags.out))
        draw(flags.out, &ride, path, &rescaled, runs);
    check_report(stdout);
    return finish("05_seven_steps");
}
