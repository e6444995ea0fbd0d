/* Training steps of ResNet-18 on pictures of 224 x 224 against PyTorch, timed in turn.
 *
 *   bench_train [--quick] [--batch N] [--profile | --scale]
 *
 * Both sides draw the same net and the same pictures from one seed, and must agree on the first losses before
 * they are timed. PyTorch runs with two threads and channels_last, once as it is installed and once with its
 * allocator tuned (peer_torch.h). Memory is the most that a process held. --profile: no PyTorch, but our
 * time by kind of op. --scale: no PyTorch, but our time per picture for batches of 8 to 128, with one thread
 * and with all, in rounds before and after which a loop in registers shows that all cores are there: those of
 * virtual machines are shared at times. */
#include <stdatomic.h>
#include <sys/resource.h>

#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "autograd/ops.h"
#include "base/error.h"
#include "base/threads.h"
#include "nn/loss.h"
#include "nn/resnet.h"
#include "train/optim.h"

typedef struct Case {
    const char *name;
    bool adam, head_only;
    int batch, size; /* pictures, and their pixels along a side */
    bool quick;
} Case;

static const Case cases[] = {
    {"all layers, SGD", false, false, 16, 224, false},
    {"all layers, Adam", true, false, 16, 224, false},
    {"last layer only, SGD", false, true, 16, 224, false},
    {"all layers, SGD", false, false, 64, 224, false},
    {"all layers, Adam", true, false, 64, 224, false},
    {"last layer only, SGD", false, true, 64, 224, false},
    {"all layers, SGD", false, false, 4, 96, true},
};

/* Of --scale. */
static const Case scale_cases[] = {
    {"all layers, SGD", false, false, 8, 224, false},   {"all layers, SGD", false, false, 16, 224, false},
    {"all layers, SGD", false, false, 32, 224, false},  {"all layers, SGD", false, false, 64, 224, false},
    {"all layers, SGD", false, false, 128, 224, false},
};

typedef struct Training {
    Module *net;
    Optim *optim;
    Tensor *pictures, *labels;
    double loss; /* of the last step */
} Training;

static void fail_on_error(void)
{
    if (error_code() == ERR_NONE)
        return;
    fprintf(stderr, "bench_train: %s\n", error_text());
    exit(1);
}

/* As resnet18 in peer_torch.py: net, pictures and labels in this order. */
static Training training_new(const Case *c)
{
    enum { CLASSES = 1000 };
    random_seed(1);
    Training t = {.net = nn_resnet18(CLASSES), .pictures = tensor_rand(SHAPE(c->batch, c->size, c->size, 3))};
    t.labels = tensor_arange(c->batch); /* fewer than classes */
    Parameters *trained = nn_parameters(t.net);
    fail_on_error();
    for (; c->head_only && trained->n > 2; trained->n--, trained->tensors++, trained->names++)
        trained->tensors[0]->needs_grad = false;
    t.optim = c->adam ? optim_adam(trained, (Adam){.lr = 1e-3f})
                      : optim_sgd(trained, (Sgd){.lr = 1e-2f, .momentum = 0.9f});
    fail_on_error();
    return t;
}

static void train(void *training)
{
    Training *t = training;
    Scope scope = scope_begin();
    Tensor *loss = nn_cross_entropy(nn_forward(t->net, t->pictures), t->labels);
    tensor_backward(loss);
    optim_step(t->optim);
    optim_zero_grad(t->optim);
    t->loss = tensor_item(loss);
    scope_end(scope);
    fail_on_error();
}

/* In bytes, of this process. */
static double most_memory(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

/* Our time by kind of op, of a step that has found its memory. */
static void profile(const Case *c)
{
    Training t = training_new(c);
    train(&t);
    Scope scope = scope_begin();
    tape_profile(true);
    tensor_backward(nn_cross_entropy(nn_forward(t.net, t.pictures), t.labels));
    printf("\nResNet-18, batch %d, %s\n", c->batch, c->name);
    tape_summary(stdout);
    tape_profile(false);
    double begin = clock_seconds();
    optim_step(t.optim);
    optim_zero_grad(t.optim);
    printf("%-18s %31.2f\n", "optimiser", 1e3 * (clock_seconds() - begin));
    printf("%-18s %28.0f MB\n", "most memory", 1e-6 * most_memory());
    scope_end(scope);
    fail_on_error();
}

/* Does PyTorch begin with the same losses? */
static bool agrees(Peer *torch, const double losses[2])
{
    for (int i = 0; i < 2; i++) {
        peer_run(torch);
        double theirs = peer_ask(torch, "value");
        if (!(fabs(theirs - losses[i]) < 1e-3 * losses[i])) {
            printf("  loss %d is %g, PyTorch's %g!", i + 1, losses[i], theirs);
            return false;
        }
    }
    return true;
}

static bool torch_prepare(Peer *torch, const Case *c, bool tuned, const double losses[2])
{
    if (!torch_open(torch, tuned))
        return false;
    peer_ask(torch, "threads %d", threads_count());
    double opened = peer_ask(torch, "open resnet18 %d %d %s channels_last%s", c->batch, c->size,
                             c->adam ? "adam" : "sgd", c->head_only ? " fc." : "");
    if (isnan(opened))
        printf("  PyTorch: %s", torch->reply);
    return !isnan(opened) && agrees(torch, losses);
}

static void bench(const Case *c)
{
    enum { REST_MS = 20 };
    static const char *const names[] = {"ours", "PyTorch", "tuned"};
    printf("%-20s %5d %6d", c->name, c->batch, c->size);
    fflush(stdout);
    Training t = training_new(c);
    double losses[2];
    for (int i = 0; i < 2; i++) {
        train(&t);
        losses[i] = t.loss;
    }
    Peer torch[2] = {{0}};
    Contestant all[MEASURE_MOST] = {{names[0], train, &t, REST_MS, 0, 0}};
    int n = 1;
    while (n < 3 && torch_prepare(&torch[n - 1], c, n == 2, losses)) {
        all[n] = (Contestant){names[n], peer_run, &torch[n - 1], REST_MS, 0, 0};
        n++;
    }
    measure(all, n, 0.01);
    double ours = most_memory();
    printf(" %8.0f ms %6.1f img/s %6.0f MB", 1e3 * all[0].seconds, c->batch / all[0].seconds, 1e-6 * ours);
    for (int i = 1; i < n; i++)
        printf("  %8.0f ms %6.0f MB %5.2f", 1e3 * all[i].seconds, 1e-6 * peer_ask(&torch[i - 1], "memory"),
               all[i].ratio);
    printf(n == 1 ? "  not installed\n" : "\n");
    for (int i = 0; i < 2; i++)
        if (torch[i].to)
            peer_close(&torch[i]);
}

/* Of the second step of two: cores that have slept take a while to get going. */
static double train_seconds(Training *t, int threads)
{
    threads_set(threads);
    train(t);
    const double begin = clock_seconds();
    train(t);
    return clock_seconds() - begin;
}

/* Does each thread get as much done in registers beside the others as alone? The cores of virtual machines
 * are lent to others at times, often two for one: then nothing scales. */
static bool cores_are_free(int threads)
{
    const double begin = clock_seconds();
    machine_peak();
    const double middle = clock_seconds();
#pragma omp parallel num_threads(threads)
    machine_peak();
    return middle - begin > 0.95 * (clock_seconds() - middle);
}

/* Nanoseconds until one thread sees what another has written: some 50 where their cores share a cache,
 * several times as much where they do not, and what threads share costs accordingly. */
static double hand_over(void)
{
    enum { TIMES = 1000, HAND_OVERS = 5 };
    static _Alignas(64) atomic_int turns;
    double least = INFINITY;
    if (threads_count() == 1)
        return 0;
    for (int i = 0; i < HAND_OVERS; i++) {
        const double begin = clock_seconds();
        turns = 0;
#pragma omp parallel num_threads(2)
        for (int next = threads_index(); next < TIMES; next += 2) {
            while (turns != next)
                ;
            turns = next + 1;
        }
        least = fmin(least, 1e9 * (clock_seconds() - begin) / TIMES);
    }
    return least;
}

/* Milliseconds per picture with one thread and with all, of rounds with free cores before and after. */
static void scale(const Case *c)
{
    enum { TRIES = 20 * MEASURE_ROUNDS };
    Training t = training_new(c);
    const int most = threads_count();
    double one[MEASURE_ROUNDS], all[MEASURE_ROUNDS], ratio[MEASURE_ROUNDS], way[MEASURE_ROUNDS];
    int kept = 0, tried = 0;
    for (bool free = false; kept < measure_rounds && tried < TRIES; tried++) {
        if (!free && !(free = cores_are_free(most)))
            continue;
        all[kept] = train_seconds(&t, most);
        one[kept] = train_seconds(&t, 1);
        ratio[kept] = one[kept] / all[kept];
        threads_set(most);
        way[kept] = hand_over();
        kept += free = cores_are_free(most);
    }
    if (kept == 0)
        printf("%5d  the cores were never free\n", c->batch);
    else
        printf("%5d %16.2f ms %13.2f ms %14.2f %10d of %3d %14.0f ns %12.0f MB\n", c->batch,
               1e3 * measure_median(one, kept) / c->batch, 1e3 * measure_median(all, kept) / c->batch,
               measure_median(ratio, kept), kept, tried, measure_median(way, kept), 1e-6 * most_memory());
}

/* A process for each, so that its memory is its own. */
static int run_apart(void (*run)(const Case *), const Case *c)
{
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run(c);
        fflush(stdout);
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child ? status : 1;
}

int main(int argc, char **argv)
{
    bool quick = false;
    void (*run)(const Case *) = bench;
    int batch = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            quick = true;
        else if (strcmp(argv[i], "--profile") == 0)
            run = profile;
        else if (strcmp(argv[i], "--scale") == 0)
            run = scale;
        else if (strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
            batch = atoi(argv[++i]);
        else {
            fprintf(stderr,
                    "bench_train: unknown option %s (there are --quick, --batch N, --profile and --scale)\n",
                    argv[i]);
            return 1;
        }
    }
    if (quick)
        measure_quickly();
    if (run == bench)
        printf("ResNet-18; behind PyTorch's times and memory its time / our time\n"
               "%-20s %5s %6s %32s  %26s  %26s\n",
               "a training step of", "batch", "pixels", "ours", "PyTorch as installed", "PyTorch tuned");
    if (run == scale)
        printf("ResNet-18, a training step per picture of 224 x 224\n"
               "batch         one thread   %8d threads   times as fast   rounds kept   core to core     most "
               "memory\n",
               threads_count());
    const Case *all = run == scale ? scale_cases : cases;
    const size_t n =
        run == scale ? sizeof(scale_cases) / sizeof(scale_cases[0]) : sizeof(cases) / sizeof(cases[0]);
    int failed = 0;
    for (size_t i = 0; i < n; i++)
        if ((run == scale || all[i].quick == quick) && (batch == 0 || all[i].batch == batch))
            failed |= run_apart(run, &all[i]);
    return failed != 0;
}
