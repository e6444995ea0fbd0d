/* Pictures of clothes: how much of the data a step should see, and what each optimiser learns in one epoch.
 */
#include "optimizers.h"

/* A fit of one epoch from the same weights, in the same order. */
typedef struct Epoch {
    const Recorder *recorder;
    EpochRow row;
} Epoch;

static Epoch one_epoch(const Dataset *train_set, const Dataset *valid_set, int batch, const Contender *with,
                       float lr, uint64_t seed)
{
    random_seed(seed);
    Loader *train = loader_new(train_set, (LoaderOptions){.batch = batch, .shuffle = true, .seed = seed});
    Loader *valid = loader_new(valid_set, (LoaderOptions){.batch = 500});
    Module *net = nn_sequential(nn_flatten(), nn_linear(784, 50), nn_relu(), nn_linear(50, 10));
    Optim *optim = with->make(nn_parameters(net), lr);
    Learner *learn = learner_new(train, valid, net, optim, (LearnerOptions){.progress = stderr});
    if (!learner_fit(learn, 1, lr))
        return (Epoch){0};
    const Recorder *recorder = learner_recorder(learn);
    return (Epoch){recorder, recorder->rows[0]};
}

/* --- Batch, mini-batch, stochastic --------------------------------------------------------------------- */

static void batches(const Dataset *train, const Dataset *valid, CommonFlags flags)
{
    const Dataset *some = dataset_take(train, 6000), *few = dataset_take(valid, 2000);
    static const struct {
        const char *name;
        int batch;
        float lr;
    } kinds[] = {{"batch", 6000, 0.5f}, {"mini-batch", 64, 0.1f}, {"stochastic", 1, 0.005f}};

    puts("\n--- 6000 pictures, once: how many for a step?\n");
    puts("            pictures a step   steps   error rate");
    double errors[3] = {0};
    for (int k = 0; k < 3 && error_ok(); k++) {
        Scope scope = scope_begin();
        Epoch epoch = one_epoch(some, few, kinds[k].batch, &contenders[0], kinds[k].lr, (uint64_t)flags.seed);
        errors[k] = epoch.row.error_rate;
        printf("%-10s %16d %7" PRId64 " %12.4f   %.2f s\n", kinds[k].name, kinds[k].batch, epoch.row.step,
               errors[k], epoch.row.seconds);
        scope_end(scope);
    }
    check_that("one step of the whole data learns least", errors[0] > errors[1] && errors[0] > errors[2]);
}

/* --- The race ------------------------------------------------------------------------------------------ */

static Epoch race(const Dataset *train, const Dataset *valid, const Contender *with, float lr, uint64_t seed)
{
    Epoch epoch = one_epoch(train, valid, 64, with, lr, seed);
    printf("%-15s %5g %12.4f %12.4f %12.4f\n", with->name, (double)lr, epoch.row.train_loss,
           epoch.row.valid_loss, epoch.row.error_rate);
    return epoch;
}

/* The smoothed loss of every step, all contenders side by side. */
static bool write_losses(const char *path, float *const losses[CONTENDERS], int64_t n_steps)
{
    FileWriter *data = file_create(path);
    for (int c = 0; data && c < CONTENDERS; c++)
        fprintf(file_stream(data), ",\"%s\"", contenders[c].name);
    for (int64_t i = 0; data && i < n_steps; i += 4) {
        fprintf(file_stream(data), "\n%" PRId64, i + 1);
        for (int c = 0; c < CONTENDERS; c++)
            fprintf(file_stream(data), ",%.5g", (double)losses[c][i]);
    }
    return file_commit(data);
}

void fashion(CommonFlags flags, const char *folder)
{
    Dataset *train = fashion_train(), *valid = fashion_valid();
    if (error_code() == ERR_FILE) { /* `make data-fashion` has not been called: digits will do, shuffled */
        error_clear();
        train = dataset_split(mnist_train(), 0, 42).train;
        valid = dataset_split(mnist_valid(), 0, 42).train;
    }
    if (!train || !valid)
        return;
    batches(train, valid, flags);
    if (flags.quick)
        train = dataset_take(train, 6000);

    printf("\n--- The race: %" PRId64 " pictures once, batches of 64\n\n", train->n);
    puts("                  lr   train_loss   valid_loss   error_rate");
    float *losses[CONTENDERS];
    double valid_loss[CONTENDERS];
    int64_t n_steps = 0;
    for (int c = 0; c < CONTENDERS && error_ok(); c++) {
        const Contender *with = &contenders[c];
        Epoch epoch = race(train, valid, with, with->usual_lr, (uint64_t)flags.seed);
        losses[c] = error_ok() ? epoch.recorder->smoothed : NULL;
        valid_loss[c] = epoch.row.valid_loss;
        n_steps = epoch.row.step;
        check_at_least(scope_text("accuracy of %s", with->name), 1 - epoch.row.error_rate,
                       train->n < 10000 ? 0.6 : 0.77);
    }
    /* Momentum .9 makes steps that are ten times as long in the end; so plain SGD gets ten times the rate. */
    Epoch longer = race(train, valid, &contenders[0], 10 * contenders[1].usual_lr, (uint64_t)flags.seed);
    if (!error_ok())
        return;
    check_that("RMSprop learns faster than SGD at momentum's rate", valid_loss[5] < valid_loss[0]);
    check_that("Adam learns faster than SGD at momentum's rate", valid_loss[6] < valid_loss[0]);
    check_that("so does SGD at ten times that rate", longer.row.valid_loss < valid_loss[0]);
    if (folder && write_losses(file_join(folder, "11-fashion.csv"), losses, n_steps))
        draw(folder, "fashion", "the loss of one epoch");
}
