/* How much depth a net bears: the same nets with a way around each block and without. */
#include "resnet.h"

enum { KINDS = 3, MOST_DEPTHS = 3 };
static const char *const names[KINDS] = {"plain", "residual", "from identity"};

typedef struct Clothes {
    const Dataset *train, *valid;
    uint64_t seed;
    int epochs;
} Clothes;

static Loader *batches_of(const Dataset *set, bool shuffle, uint64_t seed)
{
    static const float mean = 0.28604f, std = 0.35302f;
    return loader_new(
        set,
        (LoaderOptions){
            .batch = 64, .shuffle = shuffle, .drop_last = shuffle, .mean = &mean, .std = &std, .seed = seed});
}

/* --- Before the first step ----------------------------------------------------------------------------- */

/* How long the gradient of the first convolution is, for one batch. */
static double first_gradient(Clothes clothes, BlockKind kind, int n)
{
    Scope scope = scope_begin();
    random_seed(clothes.seed);
    Module *net = net_of_depth(kind, n);
    Batch batch;
    double size = NAN;
    if (net && loader_next(batches_of(clothes.train, true, clothes.seed), &batch)) {
        tensor_backward(nn_cross_entropy(nn_forward(net, batch.x), batch.y));
        size = sqrt(tensor_item(tensor_sum(tensor_square(nn_parameters(net)->tensors[0]->grad), ALL_AXES)));
    }
    scope_end(scope);
    return size;
}

static void gradients(Clothes clothes)
{
    static const int blocks[] = {1, 3, 5, 7};
    double sizes[4][KINDS];
    puts("\n--- Before the first step: the gradient that arrives at the first layer\n");
    puts("layers         plain      residual  from identity");
    for (int d = 0; d < 4 && error_ok(); d++) {
        for (int kind = 0; kind < KINDS; kind++)
            sizes[d][kind] = first_gradient(clothes, (BlockKind)kind, blocks[d]);
        printf("%6d %13.3f %13.3f %14.3f\n", 6 * blocks[d] + 2, sizes[d][PLAIN], sizes[d][RESIDUAL],
               sizes[d][FROM_IDENTITY]);
    }
    check_that("without a way around, the gradient grows with the depth",
               sizes[3][PLAIN] > 20 * sizes[0][PLAIN]);
    check_that("with it, hardly", sizes[3][RESIDUAL] < 20 * sizes[0][RESIDUAL] &&
                                      sizes[3][FROM_IDENTITY] < 5 * sizes[0][FROM_IDENTITY]);
}

/* --- Trained ------------------------------------------------------------------------------------------- */

/* What a training came to. The recorder lives as long as the caller's scope. */
static const Recorder *fit(Clothes clothes, BlockKind kind, int n)
{
    random_seed(clothes.seed);
    Module *net = net_of_depth(kind, n);
    Optim *sgd = optim_sgd(nn_parameters(net), (Sgd){.lr = 0.1f, .momentum = 0.9f, .weight_decay = 1e-4f});
    Learner *learn =
        learner_new(batches_of(clothes.train, true, clothes.seed), batches_of(clothes.valid, false, 0), net,
                    sgd, (LearnerOptions){.progress = stderr});
    return learner_fit_one_cycle(learn, clothes.epochs, (OneCycle){.lr_max = 0.4}) ? learner_recorder(learn)
                                                                                   : NULL;
}

/* The smoothed loss of every step, a column for each kind. */
static void write_curves(const Recorder *const recorders[KINDS], const char *path)
{
    FileWriter *data = file_create(path);
    for (int64_t i = 0; data && i < recorders[0]->n_steps; i++) {
        fprintf(file_stream(data), "%" PRId64, i + 1);
        for (int kind = 0; kind < KINDS; kind++)
            fprintf(file_stream(data), ",%.5g", (double)recorders[kind]->smoothed[i]);
        fputc('\n', file_stream(data));
    }
    file_commit(data);
}

/* One row of the table: the same depth, three kinds. */
static void race(Clothes clothes, int n, const char *folder, double losses[KINDS])
{
    Scope scope = scope_begin();
    const Recorder *recorders[KINDS] = {NULL};
    double errors[KINDS];
    printf("%6d", 6 * n + 2);
    for (int kind = 0; kind < KINDS && error_ok(); kind++) {
        recorders[kind] = fit(clothes, (BlockKind)kind, n);
        const EpochRow *last = recorders[kind] ? &recorders[kind]->rows[clothes.epochs - 1] : NULL;
        losses[kind] = last ? last->train_loss : NAN;
        errors[kind] = last ? last->error_rate : NAN;
        printf(" %10.3f %6.3f", losses[kind], errors[kind]);
        fflush(stdout);
    }
    putchar('\n');
    if (folder && error_ok())
        write_curves(recorders, file_join(folder, scope_text("16-depth-%d.csv", 6 * n + 2)));
    scope_end(scope);
}

void depth(bool quick, uint64_t seed, const char *folder)
{
    Dataset *train = fashion_train(), *valid = fashion_valid();
    if (error_code() == ERR_FILE) { /* `make data-fashion` has not been called: digits will do, shuffled */
        error_clear();
        train = dataset_split(mnist_train(), 0, 42).train;
        valid = dataset_split(mnist_valid(), 0, 42).train;
    }
    Clothes clothes = {dataset_take(train, quick ? 512 : 4000), dataset_take(valid, quick ? 500 : 1000), seed,
                       quick ? 1 : 3};
    if (!clothes.train || !clothes.valid)
        return;
    gradients(clothes);

    static const int blocks[MOST_DEPTHS] = {1, 3, 7};
    int n_depths = quick ? 2 : MOST_DEPTHS;
    double losses[MOST_DEPTHS][KINDS];
    printf("\n--- Trained: %" PRId64 " pictures, %d epochs; training loss and error rate\n\n",
           clothes.train->n, clothes.epochs);
    printf("layers %17s %17s %17s\n", names[0], names[1], names[2]);
    for (int d = 0; d < n_depths && error_ok(); d++)
        race(clothes, blocks[d], folder, losses[d]);
    if (quick || !error_ok())
        return;
    check_that("20 layers: the way around helps", losses[1][RESIDUAL] < 0.85 * losses[1][PLAIN]);
    check_that("44 layers: plain ones learn less than 8", losses[2][PLAIN] > 1.3 * losses[0][PLAIN]);
    check_that("44 layers: residual ones learn", losses[2][RESIDUAL] < 0.7 * losses[2][PLAIN]);
    check_that("44 layers: from identity they learn best", losses[2][FROM_IDENTITY] < losses[2][RESIDUAL]);
    if (folder)
        plot_show(stdout, "ch16-depth", file_join(folder, "16-depth.png"), "20 and 44 layers, three kinds", 1,
                  &(PlotVariable){"stem", file_join(folder, "16-depth-")});
}
