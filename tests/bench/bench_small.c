/* Training steps of small nets against PyTorch with one and with two threads: the same weights and data from
 * the same seed, batches gathered by number from arrays in memory, losses compared, timed in turn. kann, the
 * other natural peer, is not here: Debian does not package it, and its sources would have to be fetched and
 * built by hand.
 *
 *   bench_small [--quick] [--only NAME] [--threads N]      start it from the root of the repository */
#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "base/threads.h"
#include "lib.h"
#include "nn/resnet.h"

enum { COMPARED = 5 }; /* steps after which the losses must be equal; deep nets let rounding grow */

typedef struct Case {
    const char *name, *what;
    int batch, samples, epoch; /* samples: so many are there; epoch: so many are reported */
    int steps, quick_steps;    /* per round */
    double lr;
    Module *(*net)(void);
    Tensor *(*loss)(Tensor *y, Tensor *target);
    int size, channels, classes; /* of the pictures; classes 2: the target is a column of 0 and 1 */
} Case;

static Module *digit_pair_net(void)
{
    return nn_sequential(nn_flatten(), nn_linear(784, 30), nn_relu(), nn_linear(30, 1));
}

static Module *digits_net(void)
{
    return nn_sequential(nn_flatten(), nn_linear(784, 50), nn_relu(), nn_linear(50, 10));
}

static Module *digits_conv_net(void)
{
    ConvOptions half = {.stride = 2, .pad = 1};
    return nn_sequential(nn_conv(1, 8, 3, half), nn_relu(), nn_conv(8, 16, 3, half), nn_relu(),
                         nn_conv(16, 32, 3, half), nn_relu(), nn_conv(32, 64, 3, half), nn_relu(),
                         nn_adaptive_avg_pool(1, 1), nn_flatten(), nn_linear(64, 10));
}

static Module *resnet20_net(void)
{
    return nn_resnet20(10);
}

/* How far the probability is from the truth: the loss of the first nets in the lessons. */
static Tensor *distance_loss(Tensor *y, Tensor *target)
{
    return tensor_mean(tensor_abs(tensor_sub(tensor_sigmoid(y), target)), ALL_AXES);
}

static const Case cases[] = {
    {"mlp30", "784-30-1, batch 256", 256, 12396, 12396, 48, 24, 1, digit_pair_net, distance_loss, 28, 1, 2},
    {"mlp50", "784-50-10, batch 64", 64, 12800, 60000, 100, 50, 0.1, digits_net, nn_cross_entropy, 28, 1, 10},
    {"cnn", "1-8-16-32-64, batch 64", 64, 12800, 60000, 40, 10, 0.1, digits_conv_net, nn_cross_entropy, 28, 1,
     10},
    {"resnet20", "ResNet-20, 32 px, batch 128", 128, 1280, 1000, 4, 1, 0.1, resnet20_net, nn_cross_entropy,
     32, 3, 10},
};

/* One case being run: what a training loop holds. */
typedef struct Training {
    const Case *is;
    Module *net;
    Optim *optim;
    Tensor *x, *y, *order;
    int64_t at; /* of the next batch in the order */
    int steps;
    double loss;
} Training;

/* Samples in an order with jumps, the same on the other side: 7919 is prime. */
static Tensor *mixed_order(int n)
{
    Tensor *order = tensor_empty(SHAPE(n));
    float *number = malloc((size_t)n * sizeof *number);
    for (int64_t i = 0; number && i < n; i++)
        number[i] = (float)(i * 7919 % n);
    bool written = number && tensor_write(order, number);
    free(number);
    return written ? order : NULL;
}

static Tensor *labels(const Case *is)
{
    Tensor *all = tensor_empty(is->classes == 2 ? SHAPE(is->samples, 1) : SHAPE(is->samples));
    float *label = malloc((size_t)is->samples * sizeof *label);
    for (int i = 0; label && i < is->samples; i++)
        label[i] = (float)(i % is->classes);
    bool written = label && tensor_write(all, label);
    free(label);
    return written ? all : NULL;
}

static Training training_of(const Case *is)
{
    random_seed(1);
    Training t = {.is = is, .net = is->net()};
    t.optim = optim_sgd(nn_parameters(t.net), (Sgd){.lr = (float)is->lr});
    t.x = tensor_rand(SHAPE(is->samples, is->size, is->size, is->channels));
    t.y = labels(is);
    t.order = mixed_order(is->samples);
    return t;
}

static void train(void *training)
{
    Training *t = training;
    for (int i = 0; i < t->steps; i++) {
        if (t->at + t->is->batch > t->is->samples)
            t->at = 0;
        Scope step = scope_begin();
        Tensor *rows = tensor_slice(t->order, 0, t->at, t->at + t->is->batch);
        Tensor *x = tensor_gather(t->x, rows), *y = tensor_gather(t->y, rows);
        Tensor *loss = t->is->loss(nn_forward(t->net, x), y);
        tensor_backward(loss);
        optim_step(t->optim);
        optim_zero_grad(t->optim);
        t->loss = tensor_item(loss);
        scope_end(step);
        t->at += t->is->batch;
    }
}

/* PyTorch's side: one process, asked for `steps` steps with `threads` threads. */
typedef struct Asked {
    Peer *torch;
    int threads, steps;
} Asked;

static void train_peer(void *peer)
{
    const Asked *p = peer;
    peer_ask(p->torch, "threads %d", p->threads);
    peer_ask(p->torch, "run %d", p->steps);
}

/* Do both sides learn the same? */
static bool compare(Training *t, Asked *peer, int steps)
{
    t->steps = peer->steps = steps;
    train(t);
    train_peer(peer);
    double theirs = peer_ask(peer->torch, "value");
    bool equal = fabs(t->loss - theirs) <= 1e-3 * fabs(theirs);
    if (!equal)
        printf("%-28s losses differ: %g, PyTorch %g (%s)\n", t->is->what, t->loss, theirs,
               peer->torch->reply);
    return equal;
}

static void bench(const Case *is, Peer *torch, bool quick)
{
    Scope scope = scope_begin();
    Training ours = training_of(is);
    Asked one = {torch, 1, 0}, two = {torch, 2, 0};
    if (torch) {
        peer_ask(torch, "open %s %d %d %g", is->name, is->batch, is->samples, is->lr);
        compare(&ours, &one, COMPARED);
    }
    int steps = quick ? is->quick_steps : is->steps;
    ours.steps = one.steps = two.steps = steps;
    Contestant all[MEASURE_MOST] = {{"ours", train, &ours, 0, 0, 0},
                                    {"PyTorch, 1 thread", train_peer, &one, 0, 0, 0},
                                    {"PyTorch, 2 threads", train_peer, &two, 30, 0, 0}};
    measure(all, torch ? 3 : 1, 0);
    double epochs = (double)steps * is->batch / is->epoch;
    printf("%-28s %9.1f ms", is->what, all[0].seconds / epochs * 1e3);
    if (torch)
        printf(" %9.1f ms %9.1f ms  %5.2f", all[1].seconds / epochs * 1e3, all[2].seconds / epochs * 1e3,
               fmin(all[1].ratio, all[2].ratio));
    printf("  (%d samples; %.0f a second)\n", is->epoch, steps * is->batch / all[0].seconds);
    fflush(stdout);
    scope_end(scope);
}

int main(int argc, char **argv)
{
    bool quick = false;
    const char *only = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            quick = true, measure_quickly();
        else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
            only = argv[++i];
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads_set(atoi(argv[++i]));
        else {
            fprintf(stderr,
                    "bench_small: unknown option %s (there are --quick, --only NAME and --threads N)\n",
                    argv[i]);
            return 1;
        }
    }
    Peer torch;
    bool peer = torch_open(&torch, true);
    printf("training, %d thread%s; PyTorch: %s\n%-28s %12s %12s %12s  ratio to the better\n", threads_count(),
           threads_count() > 1 ? "s" : "", peer ? torch.reply : "not installed", "", "ours", "1 thread",
           "2 threads");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!only || strcmp(only, cases[i].name) == 0)
            bench(&cases[i], peer ? &torch : NULL, quick);
    if (peer)
        peer_close(&torch);
    return finish("bench_small");
}
