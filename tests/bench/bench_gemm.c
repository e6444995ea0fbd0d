/* The matrix product against OpenBLAS and oneDNN: same operands, results compared, timed in turn.
 *
 *   bench_gemm [--quick] [--threads N]      default: one thread, then all of them */
#include <sched.h>

#include "tests/bench/measure.h"
#include "chapters/15_speed/openblas.h"
#include "tests/bench/peer_dnnl.h"

#include "base/threads.h"
#include "kernels/cpu.h"

typedef struct Product {
    int m, n, k;
    bool a_trans, b_trans;
    const float *a, *b;
    float *c;
    const Blas *blas;
    const Dnnl *dnnl;
} Product;

typedef struct Shape {
    const char *name;
    int m, n, k;
    const char *orders; /* which of NN NT TN */
    bool quick;         /* also measured with --quick */
} Shape;

static const Shape shapes[] = {
    {"square", 64, 64, 64, "NN NT TN", true},       {"square", 128, 128, 128, "NN NT TN", true},
    {"square", 256, 256, 256, "NN NT TN", true},    {"square", 512, 512, 512, "NN NT TN", true},
    {"square", 1024, 1024, 1024, "NN NT TN", true}, {"square", 2048, 2048, 2048, "NN NT TN", false},
    {"tall", 4096, 64, 64, "NN NT TN", false},      {"skinny", 64, 64, 4096, "NN NT TN", false},
    {"tiny", 16, 16, 16, "NN NT TN", true},         {"square, odd", 509, 509, 509, "NN NT TN", true},
    {"784-30 of 256", 256, 30, 784, "NT NN", true}, {"784-30 weights", 30, 784, 256, "TN", true},
    {"784-50 of 64", 64, 50, 784, "NT NN", true},   {"784-50 weights", 50, 784, 64, "TN", true},
    {"50-10 of 64", 64, 10, 50, "NT NN", true},     {"50-10 weights", 10, 50, 64, "TN", true},
    {"50-10 to hidden", 64, 50, 10, "NN", true},    {"30-1 of 256", 256, 1, 30, "NT", true},
    {"30-1 weights", 1, 30, 256, "TN", true},       {"30-1 to hidden", 256, 30, 1, "NN", true},
};

/* ResNet-18's convolutions as products: m is for one picture; the gradient of the weights is (n, k) = TN with
 * the sum over m. Quick: batch 1 only. */
static const Shape resnet_shapes[] = {
    {"resnet conv1", 12544, 64, 147, "NT", false},      {"resnet layer1", 3136, 64, 576, "NT", true},
    {"resnet layer2.0", 784, 128, 576, "NT", false},    {"resnet layer2 down", 784, 128, 64, "NT", false},
    {"resnet layer2", 784, 128, 1152, "NT", true},      {"resnet layer3.0", 196, 256, 1152, "NT", false},
    {"resnet layer3 down", 196, 256, 128, "NT", false}, {"resnet layer3", 196, 256, 2304, "NT", true},
    {"resnet layer4.0", 49, 512, 2304, "NT", false},    {"resnet layer4 down", 49, 512, 256, "NT", false},
    {"resnet layer4", 49, 512, 4608, "NT", true},       {"resnet fc", 1, 1000, 512, "NT", true},
};
static const int batches[] = {1, 16, 64};

static void run_ours(void *work)
{
    const Product *p = work;
    View a = {.memory = (void *)p->a, .n_dims = 2, .shape = {p->m, p->k}, .stride = {p->k, 1}};
    View b = {.memory = (void *)p->b, .n_dims = 2, .shape = {p->k, p->n}, .stride = {p->n, 1}};
    View c = {.memory = p->c, .n_dims = 2, .shape = {p->m, p->n}, .stride = {p->n, 1}};
    if (p->a_trans)
        a.stride[0] = 1, a.stride[1] = p->m;
    if (p->b_trans)
        b.stride[0] = 1, b.stride[1] = p->k;
    cpu_gemm(&(Gemm){.a = &a, .b = &b, .c = &c});
}

static void run_blas(void *work)
{
    const Product *p = work;
    p->blas->sgemm(BLAS_ROW_MAJOR, p->a_trans ? BLAS_TRANSPOSED : BLAS_AS_IS,
                   p->b_trans ? BLAS_TRANSPOSED : BLAS_AS_IS, p->m, p->n, p->k, 1, p->a,
                   p->a_trans ? p->m : p->k, p->b, p->b_trans ? p->k : p->n, 0, p->c, p->n);
}

static void run_dnnl(void *work)
{
    const Product *p = work;
    p->dnnl->sgemm(p->a_trans ? 'T' : 'N', p->b_trans ? 'T' : 'N', p->m, p->n, p->k, 1, p->a,
                   p->a_trans ? p->m : p->k, p->b, p->b_trans ? p->k : p->n, 0, p->c, p->n);
}

/* Sums of the logarithms of the ratios, for geometric means. */
typedef struct Means {
    double sum[MEASURE_MOST];
    int count;
} Means;

static void bench_shape(const Shape *shape, const char *order, Product base, double peak, double seconds,
                        Means *means)
{
    Product p = base;
    p.m = shape->m, p.n = shape->n, p.k = shape->k;
    p.a_trans = order[0] == 'T';
    p.b_trans = order[1] == 'T';
    int64_t size = (int64_t)p.m * p.n;
    float *a = measure_random((int64_t)p.m * p.k, 1), *b = measure_random((int64_t)p.k * p.n, 2);
    float *c = measure_random(size, 3), *ours = measure_random(size, 4);
    p.a = a, p.b = b, p.c = c;

    Contestant all[MEASURE_MOST] = {{"ours", run_ours, &p, 0, 0, 0}};
    int n = 1;
    if (p.blas)
        all[n++] = (Contestant){"OpenBLAS", run_blas, &p, threads_count() > 1 ? 40 : 0, 0, 0};
    if (p.dnnl)
        all[n++] = (Contestant){"oneDNN", run_dnnl, &p, 0, 0, 0};
    run_ours(&p);
    memcpy(ours, c, (size_t)size * sizeof(float));
    printf("%-18s %6d %5d %6d  %.2s", shape->name, p.m, p.n, p.k, order);
    for (int i = 1; i < n; i++) {
        all[i].run(&p);
        double difference = measure_difference(ours, c, size);
        if (!(difference < 1e-5))
            printf("  %s differs by %.1e!", all[i].name, difference);
    }
    measure(all, n, seconds);
    double rate = 2.0 * p.m * p.n * p.k / all[0].seconds;
    printf("  %9.2f us  %6.1f GFLOP/s  %3.0f%%", all[0].seconds * 1e6, rate * 1e-9, 100 * rate / peak);
    for (int i = 1; i < n; i++) {
        printf("  %5.2f", all[i].ratio);
        means->sum[i] += log(all[i].ratio);
    }
    means->count++;
    printf("\n");
    fflush(stdout);
    free(a), free(b), free(c), free(ours);
}

/* Ours and oneDNN's threads, which are the same: left to the scheduler of a virtual machine, two of them may
 * share one core for many runs, each of which takes a whole time slice then. OpenBLAS has made threads of its
 * own by now, which stay free to go. */
static void separate_threads(int threads)
{
#pragma omp parallel num_threads(threads)
    {
        cpu_set_t own;
        CPU_ZERO(&own);
        CPU_SET(threads_index(), &own);
        sched_setaffinity(0, sizeof own, &own); /* where that is not allowed, all goes on without */
    }
}

static void bench(int threads, bool quick, const Product *base)
{
    threads_set(threads);
    if (base->blas)
        base->blas->set_threads(threads);
    if (threads > 1)
        separate_threads(threads);
    double peak = threads * machine_peak();
    Means means = {0};
    printf("\n%d thread%s, peak %.1f GFLOP/s; the last columns: time of%s%s / our time\n", threads,
           threads > 1 ? "s" : "", peak * 1e-9, base->blas ? " OpenBLAS" : "", base->dnnl ? " oneDNN" : "");
    double seconds = quick ? 0.003 : 0.01;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
        for (const char *order = shapes[i].orders; shapes[i].quick || !quick; order += 3) {
            bench_shape(&shapes[i], order, *base, peak, seconds, &means);
            if (!order[2])
                break;
        }
    for (size_t b = 0; b < (quick ? 1 : sizeof(batches) / sizeof(batches[0])); b++)
        for (size_t i = 0; i < sizeof(resnet_shapes) / sizeof(resnet_shapes[0]); i++) {
            Shape forward = resnet_shapes[i], weights = forward;
            if (quick && !forward.quick)
                continue;
            forward.m *= batches[b];
            weights.m = forward.n, weights.n = forward.k, weights.k = forward.m;
            bench_shape(&forward, "NT", *base, peak, seconds, &means);
            bench_shape(&weights, "TN", *base, peak, seconds, &means);
        }
    printf("geometric means:");
    for (int i = 1; i <= (base->blas != NULL) + (base->dnnl != NULL); i++)
        printf("  %.2f", exp(means.sum[i] / means.count));
    printf("\n");
}

int main(int argc, char **argv)
{
    bool quick = false;
    int threads = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            quick = true, measure_quickly();
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = atoi(argv[++i]);
        else {
            fprintf(stderr, "bench_gemm: unknown option %s (there are --quick and --threads N)\n", argv[i]);
            return 1;
        }
    }
    Blas blas;
    Dnnl dnnl;
    Product base = {.blas = blas_open(&blas) ? &blas : NULL, .dnnl = dnnl_open(&dnnl) ? &dnnl : NULL};
    int cores = threads_count();
    if (threads > 0) {
        bench(threads, quick, &base);
        return 0;
    }
    bench(1, quick, &base);
    if (cores > 1)
        bench(cores, quick, &base);
    return 0;
}
