/* What single steps do: to a row of noisy numbers, and to one or two weights whose gradients we make up. */
#include "optimizers.h"

/* --- Momentum is a running mean ------------------------------------------------------------------------ */

enum { BETAS = 4, SHOWN = 200, NOISE = 200000 };
static const double betas[BETAS] = {0.5, 0.7, 0.9, 0.99};

/* The mean keeps beta of itself and takes the rest from the newest value. */
static double keep(double beta, double mean, double value)
{
    return beta * mean + (1 - beta) * value;
}

/* How much of the size of pure noise is left in its running mean. */
static double noise_left(double beta, const float *noise)
{
    double mean = 0, sum = 0;
    for (int i = 0; i < NOISE; i++) {
        mean = keep(beta, mean, noise[i]);
        sum += mean * mean;
    }
    return sqrt(sum / NOISE);
}

static void smoothing(const char *folder)
{
    float *noise = scope_alloc(NOISE * sizeof *noise);
    if (!noise)
        return;
    random_randn(random_default(), noise, NOISE);

    puts("\n--- A running mean: m = beta * m + (1 - beta) * value\n");
    puts("beta   mean age of what is in it   noise left   by theory");
    for (int b = 0; b < BETAS; b++) {
        double left = noise_left(betas[b], noise), theory = sqrt((1 - betas[b]) / (1 + betas[b]));
        printf("%.2f %20.1f steps %12.3f %11.3f\n", betas[b], betas[b] / (1 - betas[b]), left, theory);
        check_near(scope_text("noise left by beta %g", betas[b]), left, theory, 0.05 * theory);
    }

    /* Two hundred noisy measurements of a slow wave; each mean as it is, and divided by what it lacks. */
    FileWriter *data = folder ? file_create(file_join(folder, "11-momentum.csv")) : NULL;
    double mean[BETAS] = {0};
    for (int i = 0; data && i < SHOWN; i++) {
        double wave = 1.5 + sin(i / 25.0), value = wave + 0.4 * noise[i];
        fprintf(file_stream(data), "%d,%.6g,%.6g", i, wave, value);
        for (int b = 0; b < BETAS; b++) {
            mean[b] = keep(betas[b], mean[b], value);
            fprintf(file_stream(data), ",%.6g,%.6g", mean[b], mean[b] / (1 - pow(betas[b], i + 1)));
        }
        fputc('\n', file_stream(data));
    }
    if (file_commit(data))
        draw(folder, "momentum", "running means of noisy numbers");
}

/* --- One weight and a made-up gradient ----------------------------------------------------------------- */

typedef struct Weight {
    Tensor *value;
    Parameters parameters;
} Weight;

static Parameters *weight_new(Weight *weight, double start)
{
    weight->value = tensor_requires_grad(tensor_full(SHAPE(1, 1), start));
    weight->parameters = (Parameters){.n = 1, .tensors = &weight->value};
    return &weight->parameters;
}

/* One step with this gradient; how far it went. */
static double push(Weight *weight, Optim *optim, double gradient)
{
    Scope scope = scope_begin();
    double before = tensor_item(weight->value);
    tensor_backward(tensor_sum(tensor_mul_scalar(weight->value, gradient), ALL_AXES));
    optim_step(optim);
    optim_zero_grad(optim);
    scope_end(scope);
    return before - tensor_item(weight->value);
}

/* The book's ch. 16 introduces momentum as a running mean, "damped" by 1 - beta; its library, PyTorch and
 * this one add the whole gradient. */
static void damping(void)
{
    Weight weight;
    Optim *sgd = optim_sgd(weight_new(&weight, 0), (Sgd){.lr = 0.1f, .momentum = 0.9f});
    double mean = 0;

    puts("\n--- Momentum .9, learning rate .1, gradient always 1: the size of step\n");
    puts("step      v = .9 v + g    v = .9 v + .1 g");
    for (int step = 1; step <= 50; step++) {
        double undamped = push(&weight, sgd, 1);
        mean = keep(0.9, mean, 1);
        if (step == 1 || step == 2 || step == 10 || step == 50)
            printf("%4d %17.4f %18.4f\n", step, undamped, 0.1 * mean);
        check_near(scope_text("step %d of undamped momentum", step), undamped, 10 * 0.1 * mean, 2e-6);
    }
}

/* Adam as the book's ch. 16 prints it: eps inside the root, and only the first mean corrected. */
static double book_first_step(double lr, double g)
{
    double mean = 0.1 * g, square = 0.01 * g * g;
    return lr * (mean / (1 - 0.9)) / sqrt(square + 1e-5);
}

static void two_adams(void)
{
    puts("\n--- The first step of Adam, learning rate .01\n");
    puts("gradient    the library's    as the book prints it");
    for (double g = 1; g > 5e-5; g /= 10) {
        Weight weight;
        Adam how = optim_fastai();
        how.lr = 0.01f;
        double library = push(&weight, optim_adam(weight_new(&weight, 0), how), g);
        printf("%8g %16.6f %24.6f\n", g, library, book_first_step(0.01, g));
        check_near(scope_text("Adam's first step for gradient %g", g), library, 0.01 * g / (g + 1e-5), 1e-7);
    }
}

/* A weight that starts at 1 and gets a gradient that says nothing: plus and minus the same, in turn. */
static double decayed(Adam how, double gradient)
{
    Weight weight;
    Optim *optim = optim_adam(weight_new(&weight, 1), how);
    for (int step = 0; step < 200; step++)
        push(&weight, optim, step % 2 ? -gradient : gradient);
    return tensor_item(weight.value);
}

static void two_decays(void)
{
    Adam into_gradient = {.lr = 0.01f, .weight_decay = 0.1f}, decoupled = into_gradient;
    decoupled.decoupled = true;
    double busy[2] = {decayed(into_gradient, 10), decayed(decoupled, 10)};
    double quiet[2] = {decayed(into_gradient, 0.1), decayed(decoupled, 0.1)};

    puts("\n--- Adam with weight decay .1: a weight of 1 after 200 steps of learning rate .01\n");
    puts("gradients   decay in the gradient   decoupled (AdamW)");
    printf("+-10    %19.3f %21.3f\n", busy[0], busy[1]);
    printf("+-.1    %19.3f %21.3f\n", quiet[0], quiet[1]);
    double shrunk = pow(1 - 0.01 * 0.1, 200);
    check_near("a busy weight, decoupled", busy[1], shrunk, 0.02);
    check_near("a quiet weight, decoupled", quiet[1], shrunk, 0.02);
    check_that("decay in the gradient spares the busy weight", busy[0] > 0.95 && quiet[0] < shrunk - 0.1);
}

void one_number(const char *folder)
{
    smoothing(folder);
    damping();
    two_adams();
    two_decays();
}
