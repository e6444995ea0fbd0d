/* A residual net for real: all of Fashion-MNIST, or all digits. */
#include "resnet.h"

typedef struct Recipe {
    const char *name, *what;
    Dataset *(*train)(void), *(*valid)(void);
    float mean, std; /* of its training pictures */
    int shift;       /* pixels                                              */
    bool flip;       /* a shirt is still a shirt in the mirror, a 3 is no 3 */
    int epochs;
    double least; /* accuracy that it reaches */
} Recipe;

static const Recipe recipes[] = {
    {"fashion", "Fashion-MNIST", fashion_train, fashion_valid, 0.28604f, 0.35302f, 1, true, 16, 0.94},
    {"digits", "MNIST", mnist_train, mnist_valid, 0.1307f, 0.3081f, 2, false, 8, 0.9952},
};

/* --- Shaken pictures ----------------------------------------------------------------------------------- */

/* The same picture from elsewhere: black where nothing was. */
static Image *moved(const Image *image, int down, int right, bool mirrored)
{
    int w = image->width, h = image->height;
    Image *made = image_new(w, h, 1);
    for (int y = 0; made && y < h; y++)
        for (int x = 0; x < w; x++) {
            int from_y = y - down, from_x = (mirrored ? w - 1 - x : x) - right;
            if (from_y >= 0 && from_y < h && from_x >= 0 && from_x < w)
                made->pixels[y * w + x] = image->pixels[from_y * w + from_x];
        }
    return made;
}

/* Moved by a pixel or two each way, and half of the time mirrored. */
static Image *shake(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    int down = (int)stream_below(stream, 2 * recipe->shift + 1) - recipe->shift;
    int right = (int)stream_below(stream, 2 * recipe->shift + 1) - recipe->shift;
    return moved(image, down, right, recipe->flip && stream_below(stream, 2));
}

static Image *mirror(const Image *image, const void *how, Stream *stream)
{
    (void)how;
    (void)stream;
    return moved(image, 0, 0, true);
}

/* --- The training -------------------------------------------------------------------------------------- */

static Loader *shaken(const Recipe *recipe, const Dataset *train, uint64_t seed)
{
    return loader_new(train, (LoaderOptions){.batch = 128,
                                             .shuffle = true,
                                             .drop_last = true,
                                             .train = true,
                                             .item = {shake, recipe, "shake"},
                                             .mean = &recipe->mean,
                                             .std = &recipe->std,
                                             .seed = seed});
}

static Loader *still(const Recipe *recipe, const Dataset *valid, ItemTransform item)
{
    return loader_new(
        valid, (LoaderOptions){.batch = 500, .item = item, .mean = &recipe->mean, .std = &recipe->std});
}

/* Asked twice, about each picture and about its mirror image. */
static double accuracy_with_mirror(const Recipe *recipe, const Dataset *valid, Module *net)
{
    Loader *plain = still(recipe, valid, (ItemTransform){0});
    Loader *mirrored = still(recipe, valid, (ItemTransform){mirror, NULL, "mirror"});
    Tensor *probabilities, *labels;
    if (!learner_tta(net, mirrored, plain, (Tta){.n = 1, .beta = 0.5}, &probabilities, &labels))
        return NAN;
    return nn_accuracy(probabilities, labels);
}

static const Recipe *recipe_of(const char *name)
{
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
        if (strcmp(name, recipes[i].name) == 0)
            return &recipes[i];
    error_set(ERR_VALUE, "--train %s: there is no recipe for that", name);
    error_hint("--train fashion, or --train digits");
    return NULL;
}

/* What is left when all is done: the table, the net, a picture. */
static void keep(const Recipe *recipe, Module *net, const Recorder *recorder, const CommonFlags *flags)
{
    const char *csv = file_join(flags->out, scope_text("16-%s.csv", recipe->name));
    const char *weights = file_join(flags->out, scope_text("16-%s.safetensors", recipe->name));
    if (!recorder_write_csv(recorder, csv) || !nn_save(net, weights, NULL))
        return;
    printf("wrote %s: the net\n", weights);
    const PlotVariable variables[] = {
        {"data", csv}, {"what", recipe->what}, {"goal", scope_text("%g", 1 - recipe->least)}};
    if (!flags->no_plot)
        plot_show(stdout, "ch16-train", file_join(flags->out, scope_text("16-%s.png", recipe->name)),
                  "losses and errors of each epoch", 3, variables);
}

static Module *new_net(uint64_t seed)
{
    random_seed(seed);
    return net_new((NetPlan){.stem = 16,
                             .stem_stride = 1,
                             .n_stages = 4,
                             .widths = {32, 64, 128, 256},
                             .blocks = 1,
                             .kind = FROM_IDENTITY},
                   10);
}

void train(const char *name, const CommonFlags *flags, bool resume)
{
    const Recipe *recipe = recipe_of(name);
    Dataset *train = recipe ? recipe->train() : NULL, *valid = recipe ? recipe->valid() : NULL;
    const char *folder = flags->quick ? NULL : file_join(flags->out, scope_text("16-%s", name));
    if (!train || !valid || !file_make_folder(folder ? folder : flags->out))
        return;
    if (flags->quick)
        train = dataset_take(train, 2560), valid = dataset_take(valid, 2000);
    /* The few digits that are there without full MNIST are too few for its number. */
    double least = train->n < 60000 ? 0.5 : recipe->least;
    uint64_t seed = (uint64_t)flags->seed;
    Module *net = new_net(seed);
    Adam adam = optim_fastai();
    adam.weight_decay = 0.05f;
    Learner *learn = learner_new(shaken(recipe, train, seed), still(recipe, valid, (ItemTransform){0}), net,
                                 optim_adam(nn_parameters(net), adam),
                                 (LearnerOptions){.loss_items = nn_label_smoothing_items,
                                                  .folder = folder,
                                                  .resume = resume,
                                                  .table = stdout,
                                                  .progress = stderr});
    if (!learner_fit_one_cycle(learn, flags->quick ? 1 : recipe->epochs, (OneCycle){.lr_max = 0.01}))
        return;
    const Recorder *recorder = learner_recorder(learn);
    double accuracy = 1 - recorder->rows[recorder->n_rows - 1].error_rate;
    printf("\naccuracy on %s: %.4f\n", recipe->what, accuracy);
    if (recipe->flip) {
        accuracy = accuracy_with_mirror(recipe, valid, net);
        printf("asked about the mirror image, too: %.4f\n", accuracy);
    }
    check_at_least(scope_text("accuracy on %s", recipe->what), accuracy, least);
    keep(recipe, net, recorder, flags);
}
