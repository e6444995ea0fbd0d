/* Convolution and its gradients against oneDNN's direct kernels, in the layouts that oneDNN likes best.
 *
 *   bench_conv [--quick] [--threads N] [--batch N]      default: one thread, then all of them; batch 16 */
#include "tests/bench/measure.h"
#include "tests/bench/peer_dnnl.h"

#include "base/threads.h"
#include "kernels/cpu.h"

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
    {"resnet layer2", 28, 128, 128, 3, 1, 1, true},
    {"resnet layer3.0", 28, 128, 256, 3, 2, 1, true},
    {"resnet layer3 down", 28, 128, 256, 1, 2, 0, false},
    {"resnet layer3", 14, 256, 256, 3, 1, 1, true},
    {"resnet layer4.0", 14, 256, 512, 3, 2, 1, true},
    {"resnet layer4 down", 14, 256, 512, 1, 2, 0, false},
    {"resnet layer4", 7, 512, 512, 3, 1, 1, true},
    {"squeezenet conv1", 224, 3, 64, 3, 2, 0, false},
    {"squeezenet 2 squeeze", 55, 64, 16, 1, 1, 0, false},
    {"squeezenet 2 expand1", 55, 16, 64, 1, 1, 0, false},
    {"squeezenet 2 expand3", 55, 16, 64, 3, 1, 1, true},
    {"squeezenet 5 squeeze", 27, 256, 32, 1, 1, 0, false},
    {"squeezenet 5 expand3", 27, 32, 128, 3, 1, 1, false},
    {"squeezenet 9 squeeze", 13, 512, 64, 1, 1, 0, true},
    {"squeezenet 9 expand3", 13, 64, 256, 3, 1, 1, false},
    {"squeezenet classes", 13, 512, 1000, 1, 1, 0, false},
    {"cifar resnet 32", 32, 16, 16, 3, 1, 1, false},
    {"cifar resnet 8", 8, 64, 64, 3, 1, 1, true},
    {"mnist 28", 28, 1, 8, 5, 2, 2, false},
    {"mnist 4", 4, 16, 32, 3, 2, 1, true},
};

static const char *const passes[] = {"forward", "grad input", "grad weight"};

typedef struct Work {
    DnnlPass pass;
    Convolution how;
    View x, weight, y;
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

typedef struct Totals {
    double ours[3], theirs[3], operations[3];
} Totals;

static void bench_pass(const Layer *layer, int batch, DnnlPass pass, const Dnnl *dnnl, double peak,
                       Totals *totals)
{
    int to = (layer->size + 2 * layer->pad - layer->window) / layer->stride + 1;
    Work work = {
        .pass = pass,
        .x = images(batch, layer->size, layer->size, layer->c, 1),
        .weight = images(layer->k, layer->window, layer->window, layer->c, 2),
        .y = images(batch, to, to, layer->k, 3),
    };
    work.how = (Convolution){
        .window = {layer->window, layer->window, layer->stride, layer->pad},
        .x = &work.x,
        .weight = &work.weight,
        .y = &work.y,
    };
    View *views[] = {&work.y, &work.x, &work.weight};
    View result = *views[pass];
    float *theirs = measure_random(view_count(&result), 4);
    run_ours(&work);
    printf("%-21s %3d %4d -> %4d, %dx%d/%d  %-11s", layer->name, layer->size, layer->c, layer->k,
           layer->window, layer->window, layer->stride, passes[pass]);

    DnnlShape shape = {
        batch,      layer->size, layer->size, layer->c, layer->window, layer->window, layer->stride,
        layer->pad, layer->k,    to,          to};
    DnnlConv conv;
    Contestant all[MEASURE_MOST] = {{"ours", run_ours, &work, 0, 0, 0}};
    int n = 1;
    if (dnnl && dnnl_conv_open(dnnl, pass, &shape, view_data(&work.x), view_data(&work.weight),
                               view_data(&work.y), theirs, &conv)) {
        all[n++] = (Contestant){"oneDNN", dnnl_conv_run, &conv, 0, 0, 0};
        double difference = measure_difference(view_data(&result), theirs, view_count(&result));
        if (!(difference < 2e-5))
            printf("  differs by %.1e!", difference);
    }
    measure(all, n, 0.01);
    double operations = 2.0 * view_count(&work.y) * layer->window * layer->window * layer->c;
    double rate = operations / all[0].seconds;
    printf("  %9.3f ms  %6.1f GFLOP/s  %3.0f%%", all[0].seconds * 1e3, rate * 1e-9, 100 * rate / peak);
    totals->ours[pass] += all[0].seconds;
    totals->operations[pass] += operations;
    if (n > 1) {
        printf("  %5.2f", all[1].ratio);
        totals->theirs[pass] += all[1].seconds;
        dnnl_conv_close(&conv);
    }
    printf("\n");
    fflush(stdout);
    free(work.x.memory), free(work.weight.memory), free(work.y.memory), free(theirs);
}

static void bench(int threads, int batch, bool quick, const Dnnl *dnnl)
{
    threads_set(threads);
    double peak = threads * measure_peak();
    Totals totals = {0};
    printf("\n%d thread%s, batch %d, peak %.1f GFLOP/s%s\n", threads, threads > 1 ? "s" : "", batch,
           peak * 1e-9, dnnl ? "; last column: time of oneDNN / our time" : "");
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
        for (int pass = 0; pass < 3 && (layers[i].quick || !quick); pass++)
            if (pass != DNNL_GRAD_INPUT || layers[i].c > 3) /* nobody asks for the gradient to a photo */
                bench_pass(&layers[i], batch, (DnnlPass)pass, dnnl, peak, &totals);
    for (int pass = 0; pass < 3; pass++)
        printf("all of them, %-11s  %6.1f GFLOP/s  %5.2f\n", passes[pass],
               totals.operations[pass] / totals.ours[pass] * 1e-9, totals.theirs[pass] / totals.ours[pass]);
}

int main(int argc, char **argv)
{
    bool quick = false;
    int threads = 0, batch = 16;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            quick = true;
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else if (strcmp(argv[i], "--batch") == 0 && i + 1 < argc)
            batch = atoi(argv[++i]);
        else {
            fprintf(stderr, "bench_conv: unknown option %s (there are --quick, --threads N and --batch N)\n",
                    argv[i]);
            return 1;
        }
    }
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
