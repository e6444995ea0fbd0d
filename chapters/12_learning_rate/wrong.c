/* Things that can go wrong: a rate too high or too low, epochs too few or too many. */
#include "learning_rate.h"

typedef struct Attempt {
    const char *name;
    int epochs;
    double lr;
    bool one_cycle; /* otherwise the rate stays as it is */
    double train_loss, valid_loss, error_rate, lowest_loss;
} Attempt;

enum { ATTEMPTS = 5, GOOD = 0, TOO_HIGH, TOO_LOW, TOO_FEW, TOO_MANY };

/* A line for each step, and one for each epoch. */
static bool write_losses(const Recorder *recorder, const char *folder, int number)
{
    FileWriter *data = file_create(file_join(folder, scope_text("12-wrong-%d.csv", number)));
    FILE *out = data ? file_stream(data) : NULL;
    for (int64_t i = 0; out && i < recorder->n_steps; i++)
        fprintf(out, "%" PRId64 ",%.6g\n", i + 1, (double)recorder->smoothed[i]);
    if (out)
        fputs("\n\n", out);
    for (int i = 0; out && i < recorder->n_rows; i++)
        fprintf(out, "%" PRId64 ",%.6g\n", recorder->rows[i].step, recorder->rows[i].valid_loss);
    return file_commit(data);
}

static void try(Attempt *attempt, Clothes clothes, const char *folder, int number)
{
    Scope scope = scope_begin();
    Learner *learn = fresh_learner(clothes);
    Schedule schedule = attempt->one_cycle ? schedule_one_cycle((OneCycle){.lr_max = attempt->lr})
                                           : schedule_constant(attempt->lr);
    if (learner_fit_schedule(learn, attempt->epochs, schedule)) {
        const Recorder *recorder = learner_recorder(learn);
        const EpochRow *last = &recorder->rows[recorder->n_rows - 1];
        attempt->train_loss = last->train_loss;
        attempt->valid_loss = attempt->lowest_loss = last->valid_loss;
        attempt->error_rate = last->error_rate;
        for (int i = 0; i < recorder->n_rows; i++)
            attempt->lowest_loss = fmin(attempt->lowest_loss, recorder->rows[i].valid_loss);
        if (folder)
            write_losses(recorder, folder, number);
        printf("%-24s %6d %7g %11.4f %11.4f %9.4f %11.4f\n", attempt->name, attempt->epochs, attempt->lr,
               last->train_loss, last->valid_loss, attempt->lowest_loss, last->error_rate);
    }
    scope_end(scope);
}

void wrong(Clothes clothes, const char *folder)
{
    Attempt tries[ATTEMPTS] = {
        [GOOD] = {.name = "as it should be", .epochs = 10, .lr = 0.01, .one_cycle = true},
        [TOO_HIGH] = {.name = "learning rate too high", .epochs = 10, .lr = 1},
        [TOO_LOW] = {.name = "learning rate too low", .epochs = 10, .lr = 1e-5},
        [TOO_FEW] = {.name = "too few epochs", .epochs = 1, .lr = 0.003},
        [TOO_MANY] = {.name = "too many epochs", .epochs = 100, .lr = 0.003},
    };
    printf("\n--- Things that can go wrong: %" PRId64 " pictures to learn from, %" PRId64 " to test on\n\n",
           clothes.train->n, clothes.valid->n);
    puts("                         epochs      lr  train_loss  valid_loss    lowest  error_rate");
    for (int i = 0; i < ATTEMPTS && error_ok(); i++)
        try(&tries[i], clothes, folder, i);

    check_at_least("accuracy as it should be", 1 - tries[GOOD].error_rate, 0.75);
    check_that("a rate too high learns nothing", tries[TOO_HIGH].error_rate > 0.7);
    check_that("a rate too low: training loss no better than validation loss",
               tries[TOO_LOW].train_loss > 0.97 * tries[TOO_LOW].valid_loss);
    check_that("too few epochs: training loss far above validation loss",
               tries[TOO_FEW].train_loss > 1.2 * tries[TOO_FEW].valid_loss);
    check_that("too many epochs: the training loss is next to nothing",
               tries[TOO_MANY].train_loss < 0.1 * tries[TOO_MANY].valid_loss);
    check_that("too many epochs: the validation loss rises again",
               tries[TOO_MANY].valid_loss > 1.2 * tries[TOO_MANY].lowest_loss);
    if (folder && error_ok())
        draw(folder, "wrong", "four ways to go wrong", 1,
             &(PlotVariable){"stem", file_join(folder, "12-wrong-")});
}
