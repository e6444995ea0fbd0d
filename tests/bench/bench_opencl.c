/* The matrix product on the OpenCL device against a plain loop in C and against CLBlast on the same device:
 * same operands, results compared, timed in turn. A run ends when its result is there.
 *
 *   bench_opencl [--quick]                  DEVICE=opencl:1:0 chooses the device */
#include "chapters/15_speed/clblast.h"
#include "tests/bench/measure.h"

#include "base/error.h"
#include "kernels/opencl.h"

typedef struct Shape {
    const char *name;
    int m, n, k;
    const char *order; /* NN, NT or TN  */
    bool quick;        /* also measured with --quick */
} Shape;

static const Shape shapes[] = {
    {"square", 64, 64, 64, "NN", true},
    {"square", 256, 256, 256, "NN", true},
    {"square", 512, 512, 512, "NN", true},
    {"square", 1024, 1024, 1024, "NN", false},
    {"square, odd", 509, 509, 509, "NN", true},
    {"784-50 of 64", 64, 50, 784, "NT", true},
    {"784-50 weights", 50, 784, 64, "TN", true},
    {"resnet layer1 of 16", 50176, 64, 576, "NT", false},
    {"resnet layer3 of 16", 3136, 256, 2304, "NT", false},
    {"resnet layer2", 784, 128, 1152, "NT", true},
    {"resnet layer2 weights", 128, 1152, 784, "TN", true},
    {"resnet layer4", 49, 512, 4608, "NT", true},
};

/* Operations: larger products would keep the plain loop busy for minutes, so there it only checks. */
static const double LOOP_MOST = 5e8;

typedef struct Work {
    const Shape *shape;
    bool a_trans, b_trans;
    const Kernels *device;
    View a, b, c;                 /* on the device    */
    const float *from_a, *from_b; /* and here         */
    float *sums;
    ClblastSgemm *clblast;
    void *queue;
} Work;

static void fail(const char *what)
{
    fprintf(stderr, "bench_opencl: %s\n", what);
    exit(1);
}

static void wait_for(const Work *work)
{
    float one;
    if (!work->device->download(work->c.memory, 0, &one, 1))
        fail(error_text());
}

static void run_ours(void *argument)
{
    Work *work = argument;
    if (!work->device->gemm(&(Gemm){.a = &work->a, .b = &work->b, .c = &work->c}))
        fail(error_text());
    wait_for(work);
}

/* The definition. */
static void run_loop(void *argument)
{
    Work *work = argument;
    int m = work->shape->m, n = work->shape->n, k = work->shape->k;
    int64_t a_row = work->a.stride[0], a_k = work->a.stride[1], b_k = work->b.stride[0],
            b_col = work->b.stride[1];
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            float sum = 0;
            for (int t = 0; t < k; t++)
                sum += work->from_a[i * a_row + t * a_k] * work->from_b[t * b_k + j * b_col];
            work->sums[(int64_t)i * n + j] = sum;
        }
}

static void run_clblast(void *argument)
{
    Work *work = argument;
    size_t m = (size_t)work->shape->m, n = (size_t)work->shape->n, k = (size_t)work->shape->k;
    if (work->clblast(CLBLAST_ROW_MAJOR, work->a_trans ? CLBLAST_TRANSPOSED : CLBLAST_AS_IS,
                      work->b_trans ? CLBLAST_TRANSPOSED : CLBLAST_AS_IS, m, n, k, 1,
                      opencl_mem(work->a.memory), 0, work->a_trans ? m : k, opencl_mem(work->b.memory), 0,
                      work->b_trans ? k : n, 0, opencl_mem(work->c.memory), 0, n, &work->queue, NULL) != 0)
        fail("CLBlast refuses");
    wait_for(work);
}

/* A matrix on the device whose rows, or columns if it is transposed, lie one after the other. */
static View matrix(const Kernels *device, int64_t rows, int64_t cols, bool transposed, const float *from)
{
    View view = {.memory = device->take(rows * cols), .n_dims = 2, .shape = {rows, cols}};
    view.stride[0] = transposed ? 1 : cols;
    view.stride[1] = transposed ? rows : 1;
    if (!view.memory || !device->upload(view.memory, 0, from, rows * cols))
        fail(error_text());
    return view;
}

static void compare(const Work *work, const char *name, const float *got, int64_t size)
{
    double difference = measure_difference(got, work->sums, size);
    if (!(difference < 1e-5))
        printf("  %s differs by %.1e!", name, difference);
}

static void bench_shape(Work work, double seconds)
{
    const Shape *s = work.shape;
    int64_t size = (int64_t)s->m * s->n;
    float *a = measure_random((int64_t)s->m * s->k, 1), *b = measure_random((int64_t)s->k * s->n, 2);
    float *sums = measure_random(size, 3), *got = measure_random(size, 4);
    work.a_trans = s->order[0] == 'T', work.b_trans = s->order[1] == 'T';
    work.a = matrix(work.device, s->m, s->k, work.a_trans, a);
    work.b = matrix(work.device, s->k, s->n, work.b_trans, b);
    work.c = matrix(work.device, s->m, s->n, false, sums);
    work.from_a = a, work.from_b = b, work.sums = sums;

    double operations = 2.0 * s->m * s->n * s->k;
    Contestant all[MEASURE_MOST] = {{"ours", run_ours, &work, 0, 0, 0}};
    int n = 1;
    if (work.clblast)
        all[n++] = (Contestant){"CLBlast", run_clblast, &work, 0, 0, 0};
    printf("%-21s %6d %5d %5d  %s", s->name, s->m, s->n, s->k, s->order);
    run_loop(&work);
    for (int i = 0; i < n; i++) {
        all[i].run(&work);
        work.device->download(work.c.memory, 0, got, size);
        compare(&work, all[i].name, got, size);
    }
    if (operations < LOOP_MOST)
        all[n++] = (Contestant){"loop", run_loop, &work, 0, 0, 0};
    measure(all, n, seconds);
    printf("  %10.2f us  %7.1f GFLOP/s", all[0].seconds * 1e6, operations / all[0].seconds * 1e-9);
    for (int i = 1; i < n; i++)
        printf("  %6.2f", all[i].ratio);
    printf("\n");
    fflush(stdout);
    work.device->give(work.a.memory);
    work.device->give(work.b.memory);
    work.device->give(work.c.memory);
    free(a), free(b), free(sums), free(got);
}

int main(int argc, char **argv)
{
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    if (argc > 1 + quick)
        fail("there is one option, --quick");
    if (quick)
        measure_quickly();
    const char *named = getenv("DEVICE");
    const Kernels *device = opencl_open(named && strncmp(named, "opencl", 6) == 0 ? named : "opencl");
    if (!device) { /* one of many benchmarks: the others go on */
        printf("nothing to measure: %s\n%s\n", error_text(), error_advice());
        return 0;
    }
    Work base = {.device = device, .clblast = clblast_open(), .queue = opencl_queue()};
    printf("%s; the last columns: time of%s one core's plain loop / our time\n", opencl_text(),
           base.clblast ? " CLBlast," : "");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        base.shape = &shapes[i];
        if (shapes[i].quick || !quick)
            bench_shape(base, quick ? 0.003 : 0.01);
    }
    return 0;
}
