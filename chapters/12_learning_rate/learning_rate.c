/* Chapter 12, the learning rate: how to find one, how to move it while training, and how a training looks
 * when it was wrong.
 *
 *     make ch12
 *     make ch12 ARGS=--quick
 */
#include "learning_rate.h"

Learner *fresh_learner(Clothes clothes)
{
    random_seed(clothes.seed);
    Loader *train =
        loader_new(clothes.train, (LoaderOptions){.batch = 64, .shuffle = true, .seed = clothes.seed});
    Loader *valid = loader_new(clothes.valid, (LoaderOptions){.batch = 500});
    Module *net = nn_sequential(nn_flatten(), nn_linear(784, 50), nn_relu(), nn_linear(50, 10));
    Optim *adam = optim_adam(nn_parameters(net), optim_fastai());
    return learner_new(train, valid, net, adam, (LearnerOptions){.progress = stderr});
}

void draw(const char *folder, const char *name, const char *what, int n, const PlotVariable *variables)
{
    const char *png = file_join(folder, scope_text("12-%s.png", name));
    plot_show(stdout, scope_text("ch12-%s", name), png, what, n, variables);
}

/* --- Schedules ----------------------------------------------------------------------------------------- */

enum { SHAPES = 5 };
static const char *const names[SHAPES] = {"constant", "triangular", "flat, then cosine", "SGDR", "one cycle"};

static Schedule shape_of(int which, double lr)
{
    switch (which) {
    case 0:
        return schedule_constant(lr);
    case 1:
        return schedule_triangular((Triangular){.lr_max = lr});
    case 2:
        return schedule_flat_cos((FlatCos){.lr = lr});
    case 3:
        return schedule_sgdr((Sgdr){.lr_max = lr, .n_cycles = 2});
    default:
        return schedule_one_cycle((OneCycle){.lr_max = lr});
    }
}

/* The rates of fast.ai's fine_tune(4), eight batches an epoch: a frozen epoch, then four. */
static void fine_tune_rates(void)
{
    static const double frozen[8] = {8.000e-05, 1.545e-04, 3.666e-04, 6.832e-04,
                                     1.055e-03, 1.425e-03, 1.735e-03, 1.937e-03};
    static const struct {
        int batch;
        double lr, mom;
    } thawed[4] = {
        {0, 2.000e-04, .9500}, {9, 9.923e-04, .8510}, {15, 8.633e-04, .8637}, {30, 1.955e-05, .9480}};
    Schedule first = schedule_one_cycle((OneCycle){.lr_max = 2e-3, .pct_start = 0.99});
    Schedule second = schedule_one_cycle((OneCycle){.lr_max = 1e-3, .pct_start = 0.3, .div = 5});

    puts("\n--- One cycle in numbers: the rates of fine_tune(4) with 8 batches an epoch\n");
    printf("frozen epoch:");
    for (int i = 0; i < 8; i++) {
        double lr = schedule_at(&first, i / 8.0).lr;
        printf(" %.3e", lr);
        check_near(scope_text("rate of frozen batch %d", i), lr, frozen[i], 5.1e-4 * frozen[i]);
    }
    puts("\nfour epochs after it:");
    for (int i = 0; i < 4; i++) {
        Rates rates = schedule_at(&second, thawed[i].batch / 32.0);
        printf("  batch %2d of 32: lr %.3e, momentum %.4f\n", thawed[i].batch, rates.lr, rates.momentum);
        check_near(scope_text("rate of batch %d", thawed[i].batch), rates.lr, thawed[i].lr,
                   5.1e-4 * thawed[i].lr);
        check_near(scope_text("momentum of batch %d", thawed[i].batch), rates.momentum, thawed[i].mom,
                   5.1e-5);
    }
}

static void draw_schedules(const char *folder)
{
    enum { POINTS = 400 };
    const char *csv = file_join(folder, "12-schedules.csv");
    FileWriter *data = file_create(csv);
    for (int i = 0; data && i <= POINTS; i++) {
        double position = (double)i / POINTS;
        fprintf(file_stream(data), "%g", position);
        for (int s = 0; s < SHAPES; s++) {
            Schedule schedule = shape_of(s, 1);
            fprintf(file_stream(data), ",%.6g", schedule_at(&schedule, position).lr);
        }
        fprintf(file_stream(data), ",%.6g\n", schedule_one_cycle_mom((OneCycle){.lr_max = 1}, position));
    }
    if (file_commit(data))
        draw(folder, "schedules", "five schedules", 1, &(PlotVariable){"data", csv});
}

/* --- Finding a rate ------------------------------------------------------------------------------------ */

/* The curve, and a line for each suggestion: its name and its rate. */
static void draw_curve(const char *folder, const LrCurve *curve)
{
    const char *csv = file_join(folder, "12-lr-find.csv");
    FileWriter *data = file_create(csv);
    for (int64_t i = 0; data && i < curve->n; i++)
        fprintf(file_stream(data), "%.6g,%.6g,%.6g\n", (double)curve->lrs[i], (double)curve->losses[i],
                (double)curve->raw[i]);
    LrSuggestions s = curve->suggested;
    const char *marks = scope_text("%g %g %g %g", s.valley, s.steep, s.minimum, s.slide);
    const PlotVariable variables[] = {{"data", csv}, {"marks", marks}};
    if (file_commit(data))
        draw(folder, "lr-find", "the loss while the rate grows, and four suggestions", 2, variables);
}

static void find(Clothes clothes, const char *folder)
{
    Learner *learn = fresh_learner(clothes);
    LrCurve *curve = learner_lr_find(learn, (LrFind){0});
    if (!curve)
        return;
    LrSuggestions s = curve->suggested;
    printf("\n--- lr_find: %" PRId64 " steps from %.0e up to %.2g\n\n", curve->n, (double)curve->lrs[0],
           (double)curve->lrs[curve->n - 1]);
    printf("valley   %.2e   in the longest fall\n", s.valley);
    printf("steep    %.2e   where it falls fastest\n", s.steep);
    printf("minimum  %.2e   a tenth of the lowest point\n", s.minimum);
    printf("slide    %.2e   before the slope changes at the end\n", s.slide);
    check_that("all four are usable rates", s.valley > 1e-4 && s.valley < 0.1 && s.steep > 1e-5 &&
                                                s.steep < 1 && s.minimum > 1e-4 && s.minimum < 1 &&
                                                s.slide > 1e-4 && s.slide < 10);
    if (folder)
        draw_curve(folder, curve);
}

/* --- Moving it ------------------------------------------------------------------------------------------ */

/* Two rates: one that lr_find suggests, and ten times that. */
static void race(Clothes clothes, bool quick)
{
    const double rates[] = {0.003, 0.03};
    puts("\n--- Error rate after two epochs, by schedule and highest rate\n");
    printf("%-18s %10g %10g\n", "", rates[0], rates[1]);
    double errors[SHAPES][2];
    for (int s = 0; s < SHAPES && error_ok(); s++) {
        printf("%-18s", names[s]);
        for (int r = 0; r < 2; r++) {
            Scope scope = scope_begin();
            Learner *learn = fresh_learner(clothes);
            if (learner_fit_schedule(learn, 2, shape_of(s, rates[r])))
                errors[s][r] = learner_recorder(learn)->rows[1].error_rate;
            printf(" %10.4f", errors[s][r]);
            scope_end(scope);
        }
        putchar('\n');
    }
    check_that("one cycle bears a high rate better", quick || errors[4][1] < errors[0][1]);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 12, the learning rate: takes about twenty seconds.", &flags, argc,
                       argv))
        return finish("12_learning_rate");
    const char *folder = flags.no_plot || !file_make_folder(flags.out) ? NULL : flags.out;
    const Dataset *train = fashion_train(), *valid = fashion_valid();
    if (error_code() == ERR_FILE) { /* `make data-fashion` has not been called: digits will do, shuffled */
        error_clear();
        train = dataset_split(mnist_train(), 0, 42).train;
        valid = dataset_split(mnist_valid(), 0, 42).train;
    }
    if (!train || !valid)
        return finish("12_learning_rate");
    uint64_t seed = (uint64_t)flags.seed;
    Clothes all = {train, valid, seed};
    Clothes many = {dataset_take(train, flags.quick ? 4000 : 20000), dataset_take(valid, 5000), seed};
    Clothes few = {dataset_take(train, 1000), dataset_take(valid, 2000), seed};

    fine_tune_rates();
    if (folder)
        draw_schedules(folder);
    find(all, folder);
    race(many, flags.quick);
    wrong(few, folder);

    check_report(stdout);
    return finish("12_learning_rate");
}
