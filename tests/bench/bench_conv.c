/* Convolution and its gradients against oneDNN's direct kernels, in the layouts that oneDNN likes best. Its
 * weights are brought into theirs beforehand; ours are too in the rows called "packed", as in a net that
 * nn_fold has made ready for use, and are read as they lie in all others, as in training. With --plain oneDNN
 * finds weights as they lie, too, and leaves their gradient so.
 *
 *   bench_conv [--quick] [--plain] [--threads N] [--batch N]
 *   bench_conv --methods     the lines of the table in cpu_conv_method.c
 *
 * Without --threads one thread, then all; batches of 16, of 4 with --quick. */
#include "tests/bench/measure.h"
#include "tests/bench/peer_dnnl.h"

#include <float.h>
#include <time.h>

#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_conv_method.h"

typedef struct Layer {
    const char *name;
    int size, c, k, window, stride, pad;
    bool quick;
} Layer;

static const Layer layers[] = {
    {"resnet conv1", 224, 3, 64, 7, 2, 3, true},
    {"resnet layer1", 56, 64, 64, 3, 1, 1, true},
    {"resnet layer2.0", 56, 64, 128, 3, 2, 1, true},
    {"resnet layer2 down", 56, 64, 128, 1, 2, 0, true},
    {"resnet layer2", 28, 128, 128, 3, 1, 1, false},
    {"resnet layer3.0", 28, 128, 256, 3, 2, 1, false},
    {"resnet layer3 down", 28, 128, 256, 1, 2, 0, false},
    {"resnet layer3", 14, 256, 256, 3, 1, 1, true},
    {"resnet layer4.0", 14, 256, 512, 3, 2, 1, false},
    {"resnet layer4 down", 14, 256, 512, 1, 2, 0, false},
    {"resnet layer4", 7, 512, 512, 3, 1, 1, true},
    {"squeezenet conv1", 224, 3, 64, 3, 2, 0, false},
    {"squeezenet 2 squeeze", 55, 64, 16, 1, 1, 0, false},
    {"squeezenet 2 expand1", 55, 16, 64, 1, 1, 0, false},
    {"squeezenet 2 expand3", 55, 16, 64, 3, 1, 1, true},
    {"squeezenet 3 squeeze", 55, 128, 16, 1, 1, 0, false},
    {"squeezenet 4 squeeze", 27, 128, 32, 1, 1, 0, false},
    {"squeezenet 5 squeeze", 27, 256, 32, 1, 1, 0, false},
    {"squeezenet 5 expand1", 27, 32, 128, 1, 1, 0, false},
    {"squeezenet 5 expand3", 27, 32, 128, 3, 1, 1, false},
    {"squeezenet 6 squeeze", 13, 256, 48, 1, 1, 0, false},
    {"squeezenet 7 squeeze", 13, 384, 48, 1, 1, 0, false},
    {"squeezenet 7 expand1", 13, 48, 192, 1, 1, 0, false},
    {"squeezenet 7 expand3", 13, 48, 192, 3, 1, 1, false},
    {"squeezenet 8 squeeze", 13, 384, 64, 1, 1, 0, false},
    {"squeezenet 9 squeeze", 13, 512, 64, 1, 1, 0, true},
    {"squeezenet 9 expand1", 13, 64, 256, 1, 1, 0, false},
    {"squeezenet 9 expand3", 13, 64, 256, 3, 1, 1, false},
    {"squeezenet classes", 13, 512, 1000, 1, 1, 0, false},
    {"cifar resnet 32", 32, 16, 16, 3, 1, 1, false},
    {"cifar resnet 8", 8, 64, 64, 3, 1, 1, true},
    {"mnist 28", 28, 1, 8, 5, 2, 2, false},
    {"mnist 4", 4, 16, 32, 3, 2, 1, true},
};

enum { PACKED = 3, ROWS };
static const char *const rows[ROWS] = {"forward", "grad input", "grad weight", "packed"};

static bool plain; /* --plain */

typedef struct Work {
    DnnlPass pass;
    Convolution how;
    View x, weight, y, packed;
} Work;

static void run_ours(void *context)
{
    const Work *w = context;
    if (w->pass == DNNL_FORWARD)
        cpu_conv(&w->how);
    else if (w->pass == DNNL_GRAD_INPUT)
        cpu_conv_grad_input(&w->how);
    else
        cpu_conv_grad_weight(&w->how);
}

static View images(int64_t n, int64_t h, int64_t w, int64_t c, uint64_t seed)
{
    return (View){
        .memory = measure_random(n * h * w * c, seed),
        .n_dims = 4,
        .shape = {n, h, w, c},
        .stride = {h * w * c, w * c, c, 1},
    };
}

/* A layer's operands for one pass, and how to compute it by one method. */
static void make_work(Work *work, DnnlPass pass, const Layer *layer, int batch)
{
    int to = (layer->size + 2 * layer->pad - layer->window) / layer->stride + 1;
    *work = (Work){
        .pass = pass,
        .x = images(batch, layer->size, layer->size, layer->c, 1),
        .weight = images(layer->k, layer->window, layer->window, layer->c, 2),
        .y = images(batch, to, to, layer->k, 3),
    };
}

static Work with_method(const Work *work, const Layer *layer, ConvMethod method)
{
    Work one = *work;
    one.how = (Convolution){
        .window = {layer->window, layer->window, layer->stride, layer->pad},
        .method = method,
        .x = &work->x,
        .weight = &work->weight,
        .y = &work->y,
    };
    return one;
}

static void pack(Work *work)
{
    const int64_t n = cpu_conv_packed_size(&work->how);
    work->packed = (View){.memory = measure_random(n, 5), .n_dims = 1, .shape = {n}, .stride = {1}};
    work->how.packed = &work->packed;
    cpu_conv_pack(&work->how);
}

static void free_work(Work *work)
{
    free(work->x.memory), free(work->weight.memory), free(work->y.memory);
}

typedef struct Totals {
    double direct[ROWS], chosen[ROWS], theirs[ROWS], operations[ROWS];
} Totals;

static const View *result_of(const Work *work)
{
    const View *views[] = {&work->y, &work->x, &work->weight};
    return views[work->pass];
}

static bool open_peer(const Dnnl *dnnl, const Work *work, const Layer *layer, bool packed, float *theirs,
                      DnnlConv *conv)
{
    const View *x = &work->x, *y = &work->y;
    DnnlShape shape = {(int)x->shape[0], layer->size,      layer->size,      layer->c,
                       layer->window,    layer->window,    layer->stride,    layer->pad,
                       layer->k,         (int)y->shape[1], (int)y->shape[2], plain && !packed};
    return dnnl && dnnl_conv_open(dnnl, work->pass, &shape, view_data(x), view_data(&work->weight),
                                  view_data(y), theirs, conv);
}

/* Direct sums, then Winograd's methods where they apply, then oneDNN. A star marks what CONV_AUTO takes. What
 * two ways of adding up make of n numbers may differ by sqrt(n) roundings: 1e-4 in the first layers'
 * gradients of 64 photos, sums over 800,000 positions. */
static void bench_row(const Layer *layer, int batch, int row, const Dnnl *dnnl, double peak, Totals *totals)
{
    static const char *const names[] = {"direct", "F2", "F4"};
    static const double allowed[] = {2e-5, 2e-5, 1e-4};
    const DnnlPass pass = row == PACKED ? DNNL_FORWARD : (DnnlPass)row;
    Work work, by[3];
    make_work(&work, pass, layer, batch);
    Contestant all[MEASURE_MOST];
    int methods = layer->window == 3 && layer->stride == 1 ? 3 : 1, n = methods;
    for (int i = 0; i < methods; i++) {
        by[i] = with_method(&work, layer, (ConvMethod)(CONV_DIRECT + i));
        if (row == PACKED)
            pack(&by[i]);
        all[i] = (Contestant){names[i], run_ours, &by[i], 0, 0, 0};
    }
    Work automatic = with_method(&work, layer, CONV_AUTO);
    int chosen = conv_winograd(&automatic.how, (ConvPass)pass) / 2;
    printf("%-21s %3d %4d -> %4d, %dx%d/%d  %-11s", layer->name, layer->size, layer->c, layer->k,
           layer->window, layer->window, layer->stride, rows[row]);

    const View *result = result_of(&work);
    const double operations = 2.0 * view_count(&work.y) * layer->window * layer->window * layer->c,
                 terms = operations / 2 / view_count(result), rounding = sqrt(terms) * FLT_EPSILON;
    float *theirs = measure_random(view_count(result), 4);
    DnnlConv conv;
    if (open_peer(dnnl, &work, layer, row == PACKED, theirs, &conv)) {
        all[n++] = (Contestant){"oneDNN", dnnl_conv_run, &conv, 0, 0, 0};
        for (int i = 0; i < methods; i++) {
            run_ours(&by[i]);
            double difference = measure_difference(view_data(result), theirs, view_count(result));
            if (!(difference < fmax(allowed[i], rounding)))
                printf("  %s differs by %.1e!", names[i], difference);
        }
    }
    measure(all, n, 0.01);
    double rate = operations / all[0].seconds;
    printf("  %9.3f ms  %6.1f GFLOP/s  %3.0f%%", all[0].seconds * 1e3, rate * 1e-9, 100 * rate / peak);
    totals->direct[row] += all[0].seconds;
    totals->chosen[row] += all[chosen].seconds;
    totals->operations[row] += operations;
    if (n > methods) {
        for (int i = 0; i < methods; i++)
            printf("  %5.2f%c", all[methods].ratio / all[i].ratio, i == chosen ? '*' : ' ');
        totals->theirs[row] += all[methods].seconds;
        dnnl_conv_close(&conv);
    } else {
        for (int i = 1; i < methods; i++)
            printf("  %5.2f%c", 1 / all[i].ratio, i == chosen ? '*' : ' ');
    }
    printf("\n");
    fflush(stdout);
    for (int i = 0; i < methods; i++)
        free(by[i].packed.memory);
    free_work(&work);
    free(theirs);
}

/* The processor's time, so that other programs hardly count. */
static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The best times of direct sums, F(2x2) and F(4x4), in turns. */
static void best_times(const Layer *layer, DnnlPass pass, int batch, double best[3])
{
    enum { ROUNDS = 30 };
    Work work;
    make_work(&work, pass, layer, batch);
    best[0] = best[1] = best[2] = 1e9;
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 3; i++) {
            Work by = with_method(&work, layer, (ConvMethod)(CONV_DIRECT + i));
            double begin = cpu_seconds();
            run_ours(&by);
            best[i] = fmin(best[i], cpu_seconds() - begin);
        }
    free_work(&work);
}

/* From how many tiles on F(2x2) and F(4x4) win, for one pass and number of channels; 0: never. */
static void find_methods(int channels, DnnlPass pass, int from[2])
{
    enum { MOST = 512 };
    from[0] = from[1] = 0;
    for (int tiles = MOST; tiles >= 4; tiles /= 2) {
        Layer layer = {"", 7, channels, channels, 3, 1, 1, true};
        double best[3];
        best_times(&layer, pass, tiles / 4, best);
        if (best[1] < 0.98 * best[0] && (tiles == MOST || from[0] == 2 * tiles))
            from[0] = tiles;
        if (best[2] < 0.98 * fmin(best[0], best[1]) && (tiles == MOST || from[1] == 2 * tiles))
            from[1] = tiles;
        if (from[0] > tiles && from[1] > tiles)
            return;
    }
}

static void print_methods(void)
{
    threads_set(1);
    for (int channels = 512; channels >= 8; channels /= 2) {
        printf("    {%d, {", channels);
        for (int pass = 0; pass < 3; pass++) {
            int from[2];
            find_methods(channels, (DnnlPass)pass, from);
            printf("%s{", pass > 0 ? ", " : "");
            for (int i = 0; i < 2; i++)
                printf(from[i] > 0 ? "%s%d" : "%sNEVER", i > 0 ? ", " : "", from[i]);
            printf("}");
        }
        printf("}},\n");
        fflush(stdout);
    }
}

static void bench(int threads, int batch, bool quick, const Dnnl *dnnl)
{
    threads_set(threads);
    double peak = threads * machine_peak();
    Totals totals = {0};
    printf(
        "\n%d thread%s, batch %d, peak %.1f GFLOP/s%s\n", threads, threads > 1 ? "s" : "", batch, peak * 1e-9,
        dnnl ? "; last columns: time of oneDNN / ours, direct, F(2x2, 3x3), F(4x4, 3x3); * is what is taken"
             : "; last columns: time of direct sums / F(2x2, 3x3), F(4x4, 3x3); * is what is taken");
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
        for (int row = 0; row < ROWS && (layers[i].quick || !quick); row++)
            if (row != DNNL_GRAD_INPUT || layers[i].c > 3) /* nobody asks for the gradient to a photo */
                bench_row(&layers[i], batch, row, dnnl, peak, &totals);
    for (int row = 0; row < ROWS; row++)
        printf("all of them, %-11s  direct %6.1f GFLOP/s  %5.2f, what is taken %6.1f GFLOP/s  %5.2f\n",
               rows[row], totals.operations[row] / totals.direct[row] * 1e-9,
               totals.theirs[row] / totals.direct[row], totals.operations[row] / totals.chosen[row] * 1e-9,
               totals.theirs[row] / totals.chosen[row]);
}

int main(int argc, char **argv)
{
    bool quick = false;
    int threads = 0, batch = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            quick = true, measure_quickly();
        else if (strcmp(argv[i], "--plain") == 0)
            plain = true;
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else if (strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
            batch = atoi(argv[++i]);
        else if (strcmp(argv[i], "--methods") == 0) {
            print_methods();
            return 0;
        } else {
            fprintf(stderr,
                    "bench_conv: unknown option %s (there are --quick, --plain, --threads N, --batch N, "
                    "--methods)\n",
                    argv[i]);
            return 1;
        }
    }
    if (batch <= 0)
        batch = quick ? 4 : 16;
    Dnnl dnnl;
    const Dnnl *peer = dnnl_open(&dnnl) ? &dnnl : NULL;
    int cores = threads_count();
    if (threads > 0) {
        bench(threads, batch, quick, peer);
        return 0;
    }
    bench(1, batch, quick, peer);
    if (cores > 1)
        bench(cores, batch, quick, peer);
    return 0;
}
