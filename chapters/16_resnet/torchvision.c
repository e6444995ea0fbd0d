/* The nets that everybody uses: what they are made of, and where their weights and their work are. */
#include "resnet.h"

/* --- Counting multiplications -------------------------------------------------------------------------- */

enum { MOST_PARTS = 9 };

/* Multiply-adds of a net's parts, as its children are numbered. */
typedef struct Work {
    Module *net;
    double macs[MOST_PARTS];
    int64_t side[MOST_PARTS]; /* pixels across of what came out last */
} Work;

static bool holds(const Module *module, const Module *wanted)
{
    for (int i = 0; i < module->n_children; i++)
        if (module->children[i] == wanted || holds(module->children[i], wanted))
            return true;
    return module == wanted;
}

/* Every number that comes out of a layer is a sum of products, one for each weight that leads to it. */
static void count(Module *module, Tensor *output, void *context)
{
    Work *work = context;
    for (int i = 0; i < work->net->n_children; i++) {
        if (!holds(work->net->children[i], module))
            continue;
        if (output->n_dims == 4)
            work->side[i] = output->shape[2];
        if (strcmp(module->kind, "Conv") == 0 || strcmp(module->kind, "Linear") == 0) {
            const Tensor *weight = module->tensors[0].tensor;
            work->macs[i] += (double)tensor_count(output) * (double)(tensor_count(weight) / weight->shape[0]);
        }
    }
}

static Work work_of(Module *net, int side)
{
    Scope scope = scope_begin();
    Work work = {.net = net};
    bool recording = grad_enable(false);
    nn_eval(net);
    nn_hook(count, &work);
    nn_forward(net, tensor_zeros(SHAPE(1, side, side, 3)));
    nn_hook(NULL, NULL);
    grad_enable(recording);
    scope_end(scope);
    return work;
}

static double total(const Work *work)
{
    double sum = 0;
    for (int i = 0; i < MOST_PARTS; i++)
        sum += work->macs[i];
    return sum;
}

/* --- The nets ------------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    Module *(*make)(int n_classes);
    int64_t parameters;
    double gmacs; /* at 224 x 224, as it is usually told */
} NETS[] = {{"ResNet-18", nn_resnet18, 11689512, 1.8},
            {"ResNet-34", nn_resnet34, 21797672, 3.7},
            {"ResNet-50", nn_resnet50, 25557032, 4.1}};

static void family(void)
{
    puts("\n--- The family: 1000 classes, a picture of 224 x 224\n");
    puts("            parameters  multiply-adds");
    for (int i = 0; i < 3 && error_ok(); i++) {
        Scope scope = scope_begin();
        Module *net = NETS[i].make(1000);
        Work work = work_of(net, 224);
        int64_t parameters = nn_parameter_count(net);
        printf("%-10s  %10" PRId64 "  %6.2f billion\n", NETS[i].name, parameters, total(&work) / 1e9);
        check_near(scope_text("parameters of %s", NETS[i].name), (double)parameters,
                   (double)NETS[i].parameters, 0);
        check_near(scope_text("billion multiply-adds of %s", NETS[i].name), total(&work) / 1e9, NETS[i].gmacs,
                   0.051);
        scope_end(scope);
    }
}

/* What is without weights belongs to the part before it. */
static void stages(const char *folder)
{
    Module *net = nn_resnet18(1000);
    Work work = work_of(net, 224);
    FileWriter *data = folder ? file_create(file_join(folder, "16-stages.csv")) : NULL;
    int64_t all = nn_parameter_count(net);
    puts("\n--- ResNet-18, part by part\n");
    puts("part      places   parameters        of all   multiply-adds   of all");
    for (int i = 0; net && i < net->n_children; i++) {
        const char *name = net->child_names[i];
        int64_t parameters = nn_parameter_count(net->children[i]);
        if (work.macs[i] == 0)
            continue;
        printf("%-7s %4" PRId64 " x %-3" PRId64 "  %10" PRId64 "   %9.1f %%   %9.1f million  %4.1f %%\n",
               name, work.side[i] ? work.side[i] : 1, work.side[i] ? work.side[i] : 1, parameters,
               100.0 * (double)parameters / (double)all, work.macs[i] / 1e6,
               100 * work.macs[i] / total(&work));
        if (data)
            fprintf(file_stream(data), "%s,%.3f,%.3f\n", name, 100.0 * (double)parameters / (double)all,
                    100 * work.macs[i] / total(&work));
    }
    int64_t body = nn_parameter_count(nn_resnet_body(net));
    printf("\nthe body, without fc: %" PRId64 " parameters\n", body);
    check_near("parameters of ResNet-18's body", (double)body, 11176512, 0);
    if (data && file_commit(data))
        plot_show(stdout, "ch16-stages", file_join(folder, "16-stages.png"),
                  "where ResNet-18 has its weights and its work", 1,
                  &(PlotVariable){"data", file_join(folder, "16-stages.csv")});
}

/* --- The parts ----------------------------------------------------------------------------------------- */

/* A convolution that sees one place at a time is a matrix product, the same one at every place. */
static void one_by_one(void)
{
    Module *conv = nn_conv(64, 128, 1, (ConvOptions){.no_bias = true});
    Tensor *x = nn_init_normal(tensor_empty(SHAPE(2, 7, 7, 64)), 0, 1);
    Tensor *rows = tensor_reshape(x, SHAPE(2 * 7 * 7, 64));
    Tensor *weight = tensor_reshape(conv ? conv->tensors[0].tensor : NULL, SHAPE(128, 64));
    Tensor *product = tensor_matmul(rows, tensor_transpose(weight));
    Tensor *difference = tensor_sub(tensor_reshape(nn_forward(conv, x), SHAPE(2 * 7 * 7, 128)), product);
    double largest = tensor_item(tensor_max(tensor_abs(difference), ALL_AXES));
    printf("\n--- 1 x 1: 98 places, each 64 numbers in and 128 out\n\n");
    printf("as a convolution and as a product of (98, 64) and (64, 128): largest difference %.0e\n",
           largest < 1e-5 ? 0 : largest);
    check_near("1 x 1 convolution and product", largest, 0, 1e-5);
}

/* Two 3 x 3 convolutions, or one between two of 1 x 1 that see to it that it has few channels. */
static void bottleneck(void)
{
    const int wide = 256, narrow = 64;
    int basic = 2 * 9 * wide * wide, bottle = wide * narrow + 9 * narrow * narrow + narrow * wide;
    puts("\n--- A block on 256 channels: weights of its convolutions\n");
    printf("basic        3x3, 3x3        %9d\n", basic);
    printf("bottleneck   1x1, 3x3, 1x1   %9d   one of %.0f\n", bottle, (double)basic / bottle);
}

void torchvision(bool quick, const char *folder)
{
    one_by_one();
    bottleneck();
    stages(folder);
    if (!quick)
        family();
}
