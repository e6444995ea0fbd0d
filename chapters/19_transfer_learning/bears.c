/* Chapter 19: a classifier of bears, from a folder of photos to a model file that names new ones.
 *
 *     make bears                            train on the photos, or on the drawn bears
 *     make predict IMAGE=photo.jpg          what is in this photo?
 *     make evaluate PHOTOS=folder           how many of these does it get wrong? */
#include "lib.h"

#include "kernels/device.h"
#include "look.h"
#include "recipe.h"

enum { VALID_PERCENT = 20, MAX_IMAGES = 100000 };

typedef struct Options {
    CommonFlags common;
    const char *photos, *model;
    int64_t epochs;
} Options;

/* --- training ----------------------------------------------------------------------------------------- */

/* About how long the training will take on this machine, found by timing the net on one batch. */
static double seconds_expected(const Classifier *model, const Recipe *recipe, int64_t n_train,
                               int64_t n_valid)
{
    enum {
        TRAINING_COST = 3
    }; /* of a step, in forward passes: forward, and twice as much for the way back */
    Scope scope = scope_begin();
    bool recording = grad_enable(false);
    Tensor *x = tensor_zeros(SHAPE(recipe->batch, model->size, model->size, 3));
    nn_eval(model->net);
    nn_forward(model->net, x); /* the first pass fetches memory */
    double began = clock_seconds();
    nn_forward(model->net, x);
    double per_photo = (clock_seconds() - began) / recipe->batch;
    grad_enable(recording);
    scope_end(scope);
    return (double)recipe->epochs * per_photo * (double)(TRAINING_COST * n_train + n_valid);
}

/* Three photos of the validation set, of different classes if possible, named by the file just written. */
static void show_predictions(const char *model_path, const Dataset *valid)
{
    enum { SHOWN = 3 };
    char *paths[SHOWN];
    int n = 0;
    for (int64_t i = 0, wanted = 0; i < valid->n && n < SHOWN; i++)
        if (valid->label(valid, i) == wanted % valid->n_classes) {
            paths[n++] = (char *)valid->path(valid, i);
            wanted++;
        }
    printf("\nthree photos that the net has not been trained on:\n");
    look_predict(classifier_load(model_path), n, paths);
}

static void report_picture(PlotResult result, const char *path, const char *what)
{
    if (result == PLOT_DRAWN)
        printf("  %-36s %s\n", plot_path(path), what);
    else if (result == PLOT_NO_GNUPLOT)
        printf("  %-36s not drawn: gnuplot is not installed\n", path);
}

/* Model, history and pictures; false when something could not be written. */
static bool write_results(const Options *options, const Learner *learn, const Classifier *model,
                          const Metadata *metadata, const Confusion *confusion)
{
    const char *out = options->common.out;
    const char *history = file_join(out, "history.csv"), *losses = file_join(out, "losses.png"),
               *matrix = file_join(out, "confusion.png");
    if (!classifier_save(model, options->model, metadata) ||
        !recorder_write_csv(learner_recorder(learn), history))
        return false;
    printf("\nwritten:\n");
    printf("  %-36s the model\n", options->model);
    printf("  %-36s the table above\n", history);
    if (!options->common.no_plot) {
        report_picture(plot_losses(stdout, learner_recorder(learn), losses), losses, "how the loss fell");
        report_picture(plot_confusion(stdout, confusion, matrix), matrix, "what was taken for what");
    }
    return error_ok();
}

/* The cycle of training; NULL when it did not come to its end. */
static Learner *train_model(const Classifier *model, const Recipe *recipe, DataBlock bears, Datasets photos,
                            uint64_t seed)
{
    bears.item_tfms[0] = transform_random_resized_crop(recipe->size, recipe->min_scale);
    bears.batch_tfms = aug_transforms(recipe->augment);
    bears.mean = model->mean;
    bears.std = model->std;
    BatchOptions batches = {.batch = recipe->batch, .workers = -1, .seed = seed};
    DataLoaders dls = data_block_load(&bears, photos, batches);
    Optim *adam = optim_adam(nn_parameters(model->net), optim_fastai());
    Learner *learn = learner_new(dls.train, dls.valid, model->net, adam,
                                 (LearnerOptions){.table = stdout, .progress = stderr});
    bool done = learner_fit_one_cycle(learn, (int)recipe->epochs, (OneCycle){.lr_max = recipe->lr_max});
    return done ? learn : NULL;
}

/* A folder that cannot be written is better known before the training than after it. */
static bool can_write(const char *path)
{
    FileWriter *writer = file_create(path);
    file_discard(writer);
    return writer != NULL;
}

static void train_bears(const Options *options)
{
    uint64_t seed = (uint64_t)options->common.seed;
    DataBlock bears = {.get_items = get_class_files,
                       .splitter = random_splitter(VALID_PERCENT / 100.0, seed),
                       .photos.keep_side = KEEP_SIDE};
    Datasets photos = data_block_datasets(&bears, options->photos);
    look_found(options->photos, photos.all, photos.report);
    if (!photos.train || !file_make_folder(options->common.out) || !can_write(options->model))
        return;
    printf("split with seed %" PRIu64 ": %" PRId64 " to train on, %" PRId64 " to validate on\n\n", seed,
           photos.train->n, photos.valid->n);

    Recipe recipe = recipe_new(options->common.quick, photos.train->n);
    recipe.epochs = options->epochs ? options->epochs : recipe.epochs;
    random_seed(seed);
    Classifier *model = recipe_classifier(&recipe, photos.all->n_classes, photos.all->classes);
    Metadata metadata = {0};
    if (!classifier_describe(model, &metadata) ||
        !nn_print(stdout, model->net, SHAPE(1, recipe.size, recipe.size, 3)))
        return;
    char time[RECORDER_TIME_SIZE];
    recorder_time(seconds_expected(model, &recipe, photos.train->n, photos.valid->n), time);
    printf("\n%" PRId64 " epochs, batches of %d, one cycle up to %g: about %s on this machine\n\n",
           recipe.epochs, recipe.batch, recipe.lr_max, time);

    Learner *learn = train_model(model, &recipe, bears, photos, seed);
    Confusion *confusion = learn ? look_confusion(model, photos.valid) : NULL;
    if (!confusion)
        return;
    printf("\nerrors on the validation set: %" PRId64 " of %" PRId64 "\n\n", confusion->errors, confusion->n);
    confusion_print(stdout, confusion);
    metadata_set(&metadata, "training",
                 scope_text("%" PRId64 " photos, %" PRId64 " epochs, seed %" PRIu64 ", %" PRId64
                            " errors on %" PRId64 " others",
                            photos.train->n, recipe.epochs, seed, confusion->errors, confusion->n));
    if (write_results(options, learn, model, &metadata, confusion))
        show_predictions(options->model, photos.valid);
}

/* --- the command line --------------------------------------------------------------------------------- */

static const char USAGE[] =
    "bears          [flags]            train on a folder of photos, one sub-folder per class\n"
    "bears predict  [flags] IMAGE...   name the bears in these photos\n"
    "bears evaluate [flags] FOLDER     count the errors on a folder of labelled photos\n\n";

static void run(const char *command, Options *options, int argc, char **argv)
{
    bool training = !*command, evaluating = strcmp(command, "evaluate") == 0;
    int most = training ? 0 : (evaluating ? 1 : MAX_IMAGES);
    const Flag flags[] = {{"photos", FLAG_TEXT, &options->photos, 0, 0, "folder to train on"},
                          {"model", FLAG_TEXT, &options->model, 0, 0, "the model's file, written or read"},
                          {"epochs", FLAG_WHOLE, &options->epochs, 1, 10000, "times through the photos"},
                          FLAGS_COMMON(options->common)};
    CommandLine line = {.usage = USAGE,
                        .n_flags = sizeof flags / sizeof *flags,
                        .flags = flags,
                        .min_rest = !training,
                        .max_rest = most};
    if (!flags_parse(&line, stdout, &argc, argv))
        return;
    if (!options->model)
        options->model = file_join(options->common.out, "bears.safetensors");
    if (!chapter_apply(&options->common))
        return;
    if (training)
        train_bears(options);
    else if (evaluating)
        look_evaluate(classifier_load(options->model), argv[1]);
    else
        look_predict(classifier_load(options->model), argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    Options options = {.common = {.seed = 42, .out = "build/bears"}, .photos = "datasets/bears"};
    const char *command = "";
    if (argc > 1 && (strcmp(argv[1], "predict") == 0 || strcmp(argv[1], "evaluate") == 0)) {
        command = argv[1];
        argv[1] = argv[0];
        argc--;
        argv++;
    }
    program_catch_interrupt();
    run(command, &options, argc, argv);
    return finish("bears");
}
