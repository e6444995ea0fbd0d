/* Chapter 16, residual nets: a way around each block, how much depth it makes bearable, and the nets that
 * everybody uses.
 *
 *     make ch16
 *     make ch16 ARGS="--train fashion"      a net for all of Fashion-MNIST: .94
 *     make ch16 ARGS="--train digits"       and for all digits: .9952
 */
#include "resnet.h"

/* A block, in one line: what it was given, and a correction. */
static Tensor *around(Module *f, Tensor *x)
{
    return tensor_relu(tensor_add(x, nn_forward(f, x)));
}

static double deviation(Tensor *x)
{
    return sqrt(tensor_item(tensor_var(x, ALL_AXES)));
}

/* The numbers that a net is given, as they come out of its first, second, fourth ... block. */
static void through_blocks(BlockKind kind, const char *name, Tensor *x)
{
    printf("%-14s", name);
    for (int i = 1; i <= 16; i++) {
        x = nn_forward(block_new(kind, 16, 16), x);
        if ((i & (i - 1)) == 0)
            printf(" %7.3f", deviation(x));
    }
    putchar('\n');
}

static void start(void)
{
    Tensor *x = tensor_relu(nn_init_normal(tensor_empty(SHAPE(64, 14, 14, 16)), 0, 1));
    puts("\n--- New blocks in a row: the deviation of what comes out\n");
    printf("blocks passed        1       2       4       8      16   (%.3f goes in)\n", deviation(x));
    through_blocks(PLAIN, "plain", x);
    through_blocks(RESIDUAL, "residual", x);
    through_blocks(FROM_IDENTITY, "from identity", x);

    Module *block = block_new(FROM_IDENTITY, 16, 16);
    check_that("a block from identity hands on every bit", tensor_all_close(nn_forward(block, x), x, 0, 0));

    Module *f = nn_sequential(nn_linear(16, 16), nn_relu(), nn_linear(16, 16));
    Tensor *rows = tensor_reshape(x, SHAPE(64 * 14 * 14, 16));
    check_that("nn_residual is the sum",
               tensor_all_close(tensor_relu(nn_forward(nn_residual(f), rows)), around(f, rows), 0, 0));
}

/* The log of the training that made datasets/models/backbone.safetensors. */
static void backbone(const char *folder)
{
    static const char log[] = "datasets/models/backbone.csv";
    if (folder && file_exists(log))
        plot_show(stdout, "ch16-backbone", file_join(folder, "16-backbone.png"), "how the backbone learnt", 1,
                  (PlotVariable[]){{"data", log}});
}

static void all(const CommonFlags *flags)
{
    const char *folder = flags->no_plot || !file_make_folder(flags->out) ? NULL : flags->out;
    random_seed((uint64_t)flags->seed);
    start();
    depth(flags->quick, (uint64_t)flags->seed, folder);
    torchvision(flags->quick, folder);
    backbone(folder);
}

int main(int argc, char **argv)
{
    CommonFlags common = {.seed = 42, .out = "build/plots"};
    const char *data = NULL;
    bool resume = false;
    const Flag flags[] = {
        {"train", FLAG_TEXT, &data, 0, 0, "only this: a net for all of `fashion` or `digits`, in minutes"},
        {"resume", FLAG_SWITCH, &resume, 0, 0, "go on with a training that was stopped"},
        FLAGS_COMMON(common)};
    const CommandLine line = {"Chapter 16, residual nets: takes about a minute.\n",
                              (int)(sizeof flags / sizeof *flags), flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv))
        return finish("16_resnet");
    puts(data ? "Chapter 16, residual nets: a training, takes about ten minutes."
              : "Chapter 16, residual nets: takes about a minute.");
    if (!chapter_apply(&common) || !chapter_device(stdout))
        return finish("16_resnet");
    program_catch_interrupt();
    if (data)
        train(data, &common, resume);
    else
        all(&common);
    check_report(stdout);
    return finish("16_resnet");
}
