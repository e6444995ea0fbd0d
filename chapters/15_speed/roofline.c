/* The roofs of the machine, where a net's layers are below them, and the picture of it. */
#include "roofline.h"

static void print_roofs(const Machine *machine, int cores, const char *name)
{
    double peak = machine->peak * cores, memory = machine->memory[cores > 1];
    printf("%-10s multiply and add %7.1f GFLOP/s, read memory %5.1f GB/s, ridge at %.1f operations a byte\n",
           name, 1e-9 * peak, 1e-9 * memory, peak / memory);
}

bool machine_measure(Machine *machine, bool quick)
{
    *machine = (Machine){.cores = threads_count(), .peak = machine_peak()};
    const int64_t bytes = quick ? 4 << 20 : MACHINE_BEYOND_CACHES;
    machine->memory[0] = machine_read_rate(bytes, 1);
    machine->memory[1] = fmax(machine->memory[0], machine_read_rate(bytes, machine->cores));
    puts("\n--- The machine");
    printf("floats in a register: %d; cores: %d\n", machine_lanes(), machine->cores);
    print_roofs(machine, 1, "one core");
    print_roofs(machine, machine->cores, "all cores");

    puts("\none core, reading again and again an array of");
    for (int i = 0; i < (quick ? CACHE_SIZES / 2 : CACHE_SIZES); i++) {
        machine->reads[i] = machine_read_rate((int64_t)CACHE_SIZE(i) << 10, 1);
        if (i % 2 == 1)
            printf("%8d KB %8.1f GB/s\n", CACHE_SIZE(i), 1e-9 * machine->reads[i]);
    }
    return error_ok();
}

double roof(const Machine *machine, double intensity, int cores)
{
    return fmin(machine->peak * cores, machine->memory[cores > 1] * intensity);
}

/* Found on the tape by their weight, or by their op. What the tape takes for free is counted
 * here, per number of the result: batch norm needs 4 operations for mean and variance, 2 to scale and shift,
 * 1 for the ReLU; a maximum of nine, 8. */
static const struct Shown {
    const char *is, *name;
    double operations;
} shown[LAYERS] = {
    {"conv1.weight", "7x7 /2, 3 -> 64 ch.", 0},
    {"bn1.weight", "norm, ReLU, 64 ch.", 7},
    {"max pool", "max pool 3x3 /2", 8},
    {"layer1.0.conv1.weight", "3x3, 64 ch.", 0},
    {"layer2.0.conv1.weight", "3x3 /2, 64 -> 128 ch.", 0},
    {"layer2.0.downsample.0.weight", "1x1 /2, 64 -> 128 ch.", 0},
    {"layer2.1.conv1.weight", "3x3, 128 ch.", 0},
    {"layer4.1.conv1.weight", "3x3, 512 ch.", 0},
    {"layer4.1.bn2.weight", "norm, add, ReLU, 512 ch.", 8},
    {"fc.weight", "linear, 512 -> 1000", 0},
};

static const Tensor *parameter(const Parameters *all, const char *name)
{
    for (int i = 0; i < all->n; i++)
        if (strcmp(all->names[i], name) == 0)
            return all->tensors[i];
    return NULL;
}

/* The node with this weight; if the net has none of that name, the newest whose op it is. */
static const Node *find(const Parameters *all, const char *is)
{
    const Tensor *weight = parameter(all, is);
    for (const Node *node = tape_newest(); node; node = node->previous) {
        if (!weight && strcmp(node->op, is) == 0)
            return node;
        for (int i = 0; weight && i < node->n_inputs; i++)
            if (node->inputs[i] == weight)
                return node;
    }
    return NULL;
}

static void see(Module *layer, Tensor *output, void *nothing)
{
    (void)layer, (void)output, (void)nothing;
}

/* One forward; where a layer was faster than before, its point moves up. */
static bool look(Module *net, const Parameters *all, Tensor *photos, Point points[LAYERS])
{
    Scope scope = scope_begin();
    bool found = true;
    nn_hook(see, NULL); /* layers that somebody sees are not put together: norm and max pool stay two */
    tape_profile(true);
    nn_forward(net, photos);
    tape_profile(false);
    nn_hook(NULL, NULL);
    for (int i = 0; i < LAYERS && found && error_ok(); i++) {
        const Node *node = find(all, shown[i].is);
        found = node && node->seconds[0] > 0;
        check_that(shown[i].is, found);
        if (!found)
            break;
        double operations = node_operations(node) + shown[i].operations * (double)tensor_count(node->output);
        points[i].name = shown[i].name;
        points[i].intensity = operations / node_bytes(node);
        points[i].rate = fmax(points[i].rate, operations / node->seconds[0]);
    }
    scope_end(scope);
    return found && error_ok();
}

bool layers_measure(const Machine *machine, int batch, int size, Point points[LAYERS])
{
    enum { PASSES = 12 };
    Scope scope = scope_begin();
    Module *net = nn_resnet18(1000);
    Tensor *photos = tensor_rand(SHAPE(batch, size, size, 3));
    const Parameters *all = nn_parameters(net);
    bool ok = all != NULL;
    for (int i = 0; i < PASSES && ok; i++)
        ok = look(net, all, photos, points);
    scope_end(scope);
    if (!ok)
        return false;
    puts("\n--- The layers of a net");
    printf("\n    %-26s %16s %15s %10s\n", "ResNet-18, forward", "operations/byte", "", "of roof");
    for (int i = 0; i < LAYERS; i++) {
        const Point *p = &points[i];
        printf("%2d  %-26s %16.1f %7.1f GFLOP/s %8.1f %%\n", i + 1, p->name, p->intensity, 1e-9 * p->rate,
               100 * p->rate / roof(machine, p->intensity, machine->cores));
    }
    return true;
}

static void write_rungs(FILE *out, const Ladder *ladder)
{
    for (int i = 0; i < ladder->n; i++)
        fprintf(out, "%.9g,%.9g,%d\n", ladder->operations / ladder->bytes, 1e-9 * ladder_rate(ladder, i),
                ladder->rungs[i].cores);
    fprintf(out, "\n\n");
}

void roofline_draw(const char *folder, const Machine *machine, const Ladder *products,
                   const Ladder *convolutions, const Point layers[LAYERS])
{
    const char *data = file_join(folder, "15-roofline.csv");
    FileWriter *writer = file_create(data);
    if (!writer)
        return;
    write_rungs(file_stream(writer), products);
    write_rungs(file_stream(writer), convolutions);
    for (int i = 0; i < LAYERS; i++)
        fprintf(file_stream(writer), "%.9g,%.9g,%d\n", layers[i].intensity, 1e-9 * layers[i].rate,
                machine->cores);
    const PlotVariable variables[] = {
        {"data", data},
        {"peak_one", scope_text("%.9g", 1e-9 * machine->peak)},
        {"peak_all", scope_text("%.9g", 1e-9 * machine->peak * machine->cores)},
        {"memory_one", scope_text("%.9g", 1e-9 * machine->memory[0])},
        {"memory_all", scope_text("%.9g", 1e-9 * machine->memory[1])},
    };
    if (file_commit(writer))
        plot_show(stdout, "ch15-roofline", file_join(folder, "15-roofline.png"), "how near the roofs",
                  sizeof variables / sizeof *variables, variables);
}
