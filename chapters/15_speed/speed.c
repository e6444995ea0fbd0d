/* Chapter 15, speed: from three loops to the machine's limit, rung by rung.
 *
 *     make ch15
 *     make ch15 DEVICE=opencl     the same product on a graphics card
 *
 * The same matrix product eight times (rungs.c) and once more by the library, then a convolution
 * (convolutions.c), then the layers of a ResNet-18 (roofline.c); on a device that speaks OpenCL, the rungs of
 * gpu.c instead. Every rung must give what the first one gives. */
#include "convolutions.h"
#include "gpu.h"
#include "ladder.h"
#include "openblas.h"
#include "roofline.h"
#include "rungs.h"

/* --- The ladder of products ----------------------------------------------------------------------------- */

typedef struct Multiplication {
    Product *multiply;
    int n;
    const float *a, *b;
    float *c;
} Multiplication;

static void multiply(void *work)
{
    const Multiplication *m = work;
    m->multiply(m->n, m->a, m->b, m->c);
}

static Blas blas; /* Product has no room for it */

static void product_of_openblas(int n, const float *a, const float *b, float *c)
{
    blas.set_threads(threads_count());
    blas.sgemm(BLAS_ROW_MAJOR, BLAS_AS_IS, BLAS_AS_IS, n, n, n, 1, a, n, b, n, 0, c, n);
}

static void add_product(Ladder *ladder, const Multiplication *operands, const char *name, Product *product,
                        int cores)
{
    Multiplication *work = scope_alloc(sizeof *work);
    if (!work)
        return;
    *work = *operands;
    work->multiply = product;
    ladder_add(ladder, (Rung){name, multiply, work, cores, .allowed = 1e-5});
}

static Ladder product_ladder(const Machine *machine, int n)
{
    const int64_t size = (int64_t)n * n;
    Multiplication m = {
        .n = n, .a = random_numbers(size), .b = random_numbers(size), .c = random_numbers(size)};
    Ladder ladder = {.what = scope_text("%d x %d times %d x %d", n, n, n, n),
                     .operations = 2.0 * n * n * n,
                     .bytes = 3 * sizeof(float) * (double)size,
                     .peak = machine->peak,
                     .result = m.c,
                     .count = size};
    if (!error_ok())
        return (Ladder){0};
    for (int i = 0; i < STEPS; i++)
        add_product(&ladder, &m, steps[i].name, steps[i].multiply, steps[i].all_cores ? machine->cores : 1);
    add_product(&ladder, &m, "the library, one core", product_of_library, 1);
    add_product(&ladder, &m, "the library, all cores", product_of_library, machine->cores);
    return ladder;
}

static Ladder products(const Machine *machine, bool quick)
{
    puts("\n--- A matrix product");
    Ladder ladder = product_ladder(machine, quick ? SIDE_STEP : SIDE_MOST);
    if (!error_ok())
        return ladder;
    const bool has_blas = blas_open(&blas);
    const int ours = ladder.n;
    ladder.with_blas = true;
    if (has_blas) {
        Multiplication m = *(Multiplication *)ladder.rungs[0].work;
        add_product(&ladder, &m, "OpenBLAS, one core", product_of_openblas, 1);
        add_product(&ladder, &m, "OpenBLAS, all cores", product_of_openblas, machine->cores);
    }
    if (!ladder_climb(&ladder, quick ? 0 : 0.4))
        return ladder;
    for (int i = 0; i < 2 && has_blas; i++)
        ladder.blas[i] = ladder.rungs[ours + i].seconds;
    ladder_print(&ladder);
    if (!quick)
        check_at_least("the library, times three loops",
                       ladder.rungs[0].seconds /
                           fmin(ladder.rungs[ours - 1].seconds, ladder.rungs[ours - 2].seconds),
                       5);
    return ladder;
}

/* GFLOP/s of all rungs, for matrices that fit into caches and for those that do not. */
static void sizes(const Machine *machine, bool quick, FILE *data)
{
    static const int sides[] = {96, 192, 288, 480, 672, 960};
    for (size_t s = 0; s < (quick ? 2 : sizeof sides / sizeof *sides); s++) {
        Scope scope = scope_begin();
        Ladder ladder = product_ladder(machine, sides[s]);
        fprintf(data, "%d", sides[s]);
        if (ladder_climb(&ladder, quick ? 0 : 0.05))
            for (int i = 0; i < ladder.n; i++)
                fprintf(data, ",%.9g", 1e-9 * ladder_rate(&ladder, i));
        fprintf(data, "\n");
        scope_end(scope);
    }
}

/* --- The ladder of convolutions ------------------------------------------------------------------------- */

static Ladder convolutions(const Machine *machine, bool quick)
{
    puts("\n--- A convolution");
    Layer *l = scope_alloc(sizeof *l);
    if (!l)
        return (Ladder){0};
    *l = quick ? (Layer){.n = 1, .size = 13, .from = 20, .to = 24}
               : (Layer){.n = 4, .size = 56, .from = 64, .to = 64};
    const int64_t pixels = (int64_t)l->n * l->size * l->size, from = pixels * l->from, to = pixels * l->to,
                  weights = (int64_t)l->to * 9 * l->from;
    l->x = random_numbers(from), l->weight = random_numbers(weights), l->y = random_numbers(to);
    l->patches = random_numbers(9 * from);
    Ladder ladder = {.what = scope_text("3 x 3, %d -> %d channels", l->from, l->to),
                     .operations = 2.0 * (double)weights * (double)pixels,
                     .bytes = sizeof(float) * (double)(from + to + weights),
                     .peak = machine->peak,
                     .result = l->y,
                     .count = to};
    if (!error_ok())
        return ladder;
    ladder_add(&ladder, (Rung){"seven loops, as defined", convolution_as_defined, l, 1, .allowed = 0});
    ladder_add(&ladder, (Rung){"patches and a product", convolution_by_patches, l, 1, .allowed = 1e-5});
    ladder_add(&ladder, (Rung){"direct", convolution_direct, l, 1, .allowed = 1e-5});
    ladder_add(&ladder, (Rung){"Winograd F(2x2, 3x3)", convolution_winograd_2, l, 1, .allowed = 1e-5});
    ladder_add(&ladder, (Rung){"Winograd F(4x4, 3x3)", convolution_winograd_4, l, 1, .allowed = 5e-5});
    ladder_add(&ladder, (Rung){"direct, all cores", convolution_direct, l, machine->cores, .allowed = 1e-5});
    ladder_add(&ladder,
               (Rung){"F(4x4, 3x3), all cores", convolution_winograd_4, l, machine->cores, .allowed = 5e-5});
    if (ladder_climb(&ladder, quick ? 0 : 0.4))
        ladder_print(&ladder);
    return ladder;
}

/* --- All of it ------------------------------------------------------------------------------------------ */

static void draw_sizes(const char *folder, const Machine *machine, bool quick)
{
    const char *reads = file_join(folder, "15-caches.csv"), *rates = file_join(folder, "15-sizes.csv");
    FileWriter *read_file = file_create(reads), *rate_file = file_create(rates);
    for (int i = 0; i < CACHE_SIZES && read_file; i++)
        fprintf(file_stream(read_file), "%d,%.9g\n", CACHE_SIZE(i), 1e-9 * machine->reads[i]);
    if (rate_file)
        sizes(machine, quick, file_stream(rate_file));
    if (file_commit(read_file) && file_commit(rate_file))
        plot_show(stdout, "ch15-sizes", file_join(folder, "15-sizes.png"), "what fits into which cache", 2,
                  (PlotVariable[]){{"reads", reads}, {"rates", rates}});
}

static void climb(const CommonFlags *flags)
{
    Machine machine;
    Point layers[LAYERS] = {{0}};
    if (!machine_measure(&machine, flags->quick))
        return;
    Ladder by_product = products(&machine, flags->quick);
    Ladder by_convolution = convolutions(&machine, flags->quick);
    bool measured =
        error_ok() && layers_measure(&machine, flags->quick ? 1 : 8, flags->quick ? 32 : 224, layers);
    if (measured && !flags->no_plot && file_make_folder(flags->out)) {
        roofline_draw(flags->out, &machine, &by_product, &by_convolution, layers);
        draw_sizes(flags->out, &machine, flags->quick);
    }
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 15, speed: takes about half a minute.", &flags, argc, argv))
        return finish("15_speed");
    random_seed((uint64_t)flags.seed);
    if (gpu_chosen())
        gpu_products(flags.quick ? SIDE_STEP : SIDE_MOST, flags.quick ? 0 : 0.4);
    else
        climb(&flags);

    check_report(stdout);
    return finish("15_speed");
}
