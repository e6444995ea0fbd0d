/* Chapter 19, and the program of `make bears`: a classifier of photos, from a folder to a model file that
 * names new ones.
 *
 *     make ch19                             the chapter's numbers: less than a second, or minutes with photos
 *     make bears                            train on the photos, or on the drawn bears
 *     make predict IMAGE=photo.jpg          what is in this photo?
 *     make evaluate PHOTOS=folder           how many of these does it get wrong?
 *     make crossvalidate PHOTOS=folder      how good is the recipe, and how sure is that? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crossvalidate.h"
#include "lesson.h"
#include "look.h"
#include "recipe.h"

enum { VALID_PERCENT = 20, MAX_IMAGES = 100000 };

typedef struct Options {
    CommonFlags common;
    Wishes wishes;
    CrossValidation folds;
    const char *photos, *model, *numbers;
    Precision precision; /* what `numbers` says */
    bool all, measure;
} Options;

/* --- training ----------------------------------------------------------------------------------------- */

/* A photo of the validation set for each of up to three classes, named by the file just written. */
static void show_predictions(const char *model_path, const Dataset *valid)
{
    enum { SHOWN = 3 };
    char *paths[SHOWN];
    int n = 0;
    for (int kind = 0; kind < valid->n_classes && n < SHOWN; kind++)
        for (int64_t i = 0; i < valid->n; i++)
            if (valid->label(valid, i) == kind) {
                paths[n++] = (char *)valid->path(valid, i);
                break;
            }
    printf("\nphotos of the validation set, named by that file:\n");
    look_predict(classifier_load(model_path), n, paths);
}

static void report_picture(PlotResult result, const char *path, const char *what)
{
    if (result == PLOT_DRAWN)
        printf("  %-36s %s\n", plot_path(path), what);
    else if (result == PLOT_NO_GNUPLOT)
        printf("  %-36s not drawn: gnuplot is not installed\n", path);
}

/* A model that is there already may have taken longer to train, and be the better one: it gets another name,
 * which is returned, or NULL. A link leaves it in its place, too, until the new one is complete. */
static const char *keep_previous(const char *model)
{
    const char *kept = model ? scope_text("%s.before", model) : NULL;
    if (!kept || !file_exists(model))
        return NULL;
    unlink(kept);
    return link(model, kept) == 0 || rename(model, kept) == 0 ? kept : NULL;
}

/* A disk that is full, or cannot be written, is better known before the training than after it. */
static bool can_write(const char *path, int64_t bytes)
{
    static const char zeros[1 << 16];
    FileWriter *writer = file_create(path);
    FILE *stream = file_stream(writer);
    for (int64_t left = bytes; stream && left > 0 && !ferror(stream); left -= (int64_t)sizeof zeros)
        fwrite(zeros, 1, sizeof zeros, stream);
    bool room = stream && fflush(stream) == 0 && !ferror(stream);
    if (stream && !room) {
        error_set(ERR_FILE, "train: %s: %.0f MB cannot be written there: %s", path, (double)bytes / 1e6,
                  strerror(errno));
        error_hint("free some space, or choose another folder: make bears OUT=folder");
    }
    file_discard(writer);
    return room;
}

/* What took hours must not be lost because the disk is full by now: then the model goes where temporary files
 * do, and the error says where. */
static bool save(const Classifier *model, const char *path, const Metadata *metadata)
{
    if (classifier_save(model, path, metadata))
        return true;
    Error why = {0};
    error_take(&why);
    const char *temporary = getenv("TMPDIR");
    char *folder = scope_text("%s/bears-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    const char *place = folder && mkdtemp(folder) ? file_join(folder, "bears.safetensors") : NULL;
    if (place && classifier_save(model, place, metadata))
        snprintf(why.hint, sizeof why.hint, "the trained net is not lost: it is in %s", place);
    else if (place)
        rmdir(folder);
    error_clear();
    error_put(&why);
    return false;
}

/* Model, history and pictures; false when something could not be written. */
static bool write_results(const Options *options, const Learner *learn, const Classifier *model,
                          const Metadata *metadata, const Interpretation *interp, const Confusion *confusion)
{
    const char *out = options->common.out;
    const char *history = file_join(out, "history.csv"), *losses = file_join(out, "losses.png"),
               *matrix = file_join(out, "confusion.png"), *worst = file_join(out, "top-losses.jpg");
    const char *before = keep_previous(file_follow(options->model));
    if (!save(model, options->model, metadata))
        return false;
    printf("\nthe worst of them:\n");
    if (!look_top_losses(interp, worst) || !recorder_write_csv(learner_recorder(learn), history))
        return false;
    printf("\nwritten:\n");
    printf("  %-36s the model\n", options->model);
    if (before)
        printf("  %-36s the one that was there before\n", before);
    printf("  %-36s the table above\n", history);
    printf("  %-36s the worst answers\n", worst);
    if (!options->common.no_plot) {
        report_picture(plot_losses(stdout, learner_recorder(learn), losses), losses, "how the loss fell");
        report_picture(plot_confusion(stdout, confusion, matrix), matrix, "what was taken for what");
    }
    return error_ok();
}

/* What the training will take, found by trying a few steps of it. */
static bool announce(const Recipe *recipe, Learner *learn)
{
    const Groups *groups = learner_groups(learn);
    printf("%s, %" PRId64 " parameters", recipe->arch, nn_parameter_count(learner_net(learn)));
    if (recipe->weights)
        printf(", its body from %s; %" PRId64 " of them learn while that is frozen\n", recipe->weights,
               nn_trainable_count(groups));
    else
        printf(", from scratch\n");
    Rehearsal rehearsal;
    if (!learner_rehearse(learn, &rehearsal))
        return false;
    int frozen = recipe->weights ? recipe->freeze_epochs : 0;
    double valid = rehearsal.valid_seconds;
    char time[RECORDER_TIME_SIZE];
    recorder_time(recipe->epochs * (rehearsal.train_seconds + valid) +
                      frozen * (rehearsal.train_seconds / (recipe->freeze_norms ? 3 : 1) + valid),
                  time);
    printf("photos of %d x %d, batches of %d, ", recipe->size, recipe->size, recipe->batch);
    if (frozen)
        printf("%d epoch%s frozen, then ", frozen, frozen == 1 ? "" : "s");
    printf("%d epoch%s, rates up to %g%s: about %s on this machine, and %.0f MB of memory\n\n",
           recipe->epochs, recipe->epochs == 1 ? "" : "s", recipe->lr,
           recipe->label_smoothing ? ", label smoothing" : "", time, (double)rehearsal.peak_bytes / 1e6);
    return true;
}

/* Net, training and what came out of it; the photos are split. */
static void train_on(const Options *options, Recipe recipe, Datasets photos)
{
    random_seed((uint64_t)options->common.seed);
    recipe_set_epochs(&recipe, photos.train->n);
    Learner *learn = recipe_learner(&recipe, recipe_loaders(&recipe, photos, (uint64_t)options->common.seed),
                                    (LearnerOptions){.table = stdout, .progress = stderr});
    Classifier *model =
        classifier_of(learner_net(learn), recipe.arch, learner_loader(learn, false), recipe.keep_side);
    Metadata metadata = {0};
    int64_t bytes = nn_parameter_count(learner_net(learn)) * (int64_t)sizeof(float);
    if (!classifier_describe(model, &metadata) || !can_write(options->model, bytes) ||
        !announce(&recipe, learn) || !recipe_fit(&recipe, learn))
        return;
    printf("\nmemory at its peak: %.0f MB\n", (double)mem_peak() / 1e6);
    model->precision = options->precision;
    const Interpretation *interp = interpretation_of(model->net, learner_loader(learn, false));
    const Confusion *confusion = interpretation_confusion(interp);
    if (!confusion)
        return;
    printf("\nerrors on the validation set: %" PRId64 " of %" PRId64 "%s\n\n", confusion->errors,
           confusion->n, options->all ? ", all of which it has learnt from" : "");
    confusion_print(stdout, confusion);
    const char *errors =
        scope_text(", %" PRId64 " errors on %" PRId64 " others", confusion->errors, confusion->n);
    metadata_set(&metadata, "training",
                 scope_text("%" PRId64 " photos, %d epochs, seed %" PRId64 "%s", photos.train->n,
                            recipe.epochs + (recipe.weights ? recipe.freeze_epochs : 0), options->common.seed,
                            options->all ? "" : errors));
    if (write_results(options, learn, model, &metadata, interp, confusion))
        show_predictions(options->model, photos.valid);
}

/* A kind that there are no photos of would silently be missing from what the net can answer. */
static bool folders_are_filled(const char *folder, const Dataset *photos)
{
    const FileList *kinds = photos ? file_folders(folder) : NULL;
    for (int64_t i = 0; kinds && i < kinds->n; i++)
        if (vocab_find(&(Vocab){photos->n_classes, photos->classes}, kinds->names[i]) < 0) {
            error_set(ERR_VALUE, "train: %s: there is no picture in it", file_join(folder, kinds->names[i]));
            error_hint("put photos into it, or remove the folder if it is no class");
        }
    return kinds && error_ok();
}

static void train_bears(const Options *options)
{
    uint64_t seed = (uint64_t)options->common.seed;
    Recipe recipe = recipe_new(&options->wishes);
    if (!error_ok())
        return;
    DataBlock block = recipe_block(&recipe, random_splitter(VALID_PERCENT / 100.0, seed));
    Datasets photos = data_block_datasets(&block, options->photos);
    look_found(options->photos, photos.all, photos.report);
    if (!folders_are_filled(options->photos, photos.all) || !file_make_folder(options->common.out))
        return;
    if (options->all) {
        photos.train = photos.all;
        printf("all of them to train on; %" PRId64 " of these to validate on, which says little\n",
               photos.valid->n);
    } else {
        printf("split with seed %" PRIu64 ": %" PRId64 " to train on, %" PRId64 " to validate on; %" PRId64
               " of these have a near copy among the others\n",
               seed, photos.train->n, photos.valid->n, look_copies(photos));
    }
    train_on(options, recipe, photos);
}

/* --- the command line --------------------------------------------------------------------------------- */

static const char USAGE[] =
    "bears                [flags]            the numbers of the chapter\n"
    "bears train          [flags]            train on a folder of photos, one sub-folder per class\n"
    "bears predict        [flags] IMAGE...   name what is in these photos\n"
    "bears evaluate       [flags] FOLDER     count the errors on a folder of labelled photos\n"
    "bears crossvalidate  [flags]            count the errors of many trainings on parts of a folder\n\n";

typedef enum { LESSON, TRAIN, PREDICT, EVALUATE, CROSSVALIDATE, N_COMMANDS } Command;

static const char *const commands[] = {"lesson", "train", "predict", "evaluate", "crossvalidate"};

static bool read_flags(Command command, Options *options, int *argc, char **argv)
{
    Wishes *wishes = &options->wishes;
    const Flag flags[] = {
        {"photos", FLAG_TEXT, &options->photos, 0, 0, "folder to train on"},
        {"model", FLAG_TEXT, &options->model, 0, 0, "the model's file, written or read"},
        {"arch", FLAG_TEXT, &wishes->arch, 0, 0, "the net: resnet18_half, resnet18, squeezenet1_1 ..."},
        {"weights", FLAG_TEXT, &wishes->weights, 0, 0, "file with the weights of its body, or none"},
        {"size", FLAG_WHOLE, &wishes->size, 32, 512, "of the squares that the net sees"},
        {"batch", FLAG_WHOLE, &wishes->batch, 1, 1024, "photos per step"},
        {"epochs", FLAG_WHOLE, &wishes->epochs, 1, 10000, "times through the photos"},
        {"lr", FLAG_REAL, &wishes->lr, 1e-9, 10, "the highest learning rate"},
        {"no-augment", FLAG_SWITCH, &wishes->no_augment, 0, 0, "every photo as it is, every time"},
        {"cache-features", FLAG_SWITCH, &wishes->cache_features, 0, 0,
         "the frozen body sees each photo once"},
        {"label-smoothing", FLAG_TEXT, &wishes->label_smoothing, 0, 0,
         "on or off; on, the net need not be sure of any label"},
        {"all", FLAG_SWITCH, &options->all, 0, 0, "train on all photos: for a net to give away"},
        {"precision", FLAG_TEXT, &options->numbers, 0, 0, "of the model's file: float32, float16, int8"},
        {"measure", FLAG_SWITCH, &options->measure, 0, 0, "of the chapter: trainings, too"},
        {"folds", FLAG_WHOLE, &options->folds.folds, 2, 100, "of a cross-validation"},
        {"seeds", FLAG_WHOLE, &options->folds.seeds, 1, 100, "cross-validations"},
        {"ways", FLAG_TEXT, &options->folds.ways, 0, 0, "of scratch,frozen,tuned"},
        {"tta", FLAG_SWITCH, &options->folds.tta, 0, 0, "and the mean of five answers about each photo"},
        {"card", FLAG_TEXT, &options->folds.card, 0, 0, "model card to write"},
        FLAGS_COMMON(options->common)};
    bool asking = command == PREDICT || command == EVALUATE;
    CommandLine line = {.usage = USAGE,
                        .n_flags = sizeof flags / sizeof *flags,
                        .flags = flags,
                        .min_rest = asking,
                        .max_rest = !asking               ? 0
                                    : command == EVALUATE ? 1
                                                          : MAX_IMAGES};
    if (!flags_parse(&line, stdout, argc, argv))
        return false;
    if (!precision_named(options->numbers, &options->precision))
        return false;
    wishes->quick = options->common.quick;
    options->folds.seed = (uint64_t)options->common.seed;
    if (!options->model)
        options->model = file_join(options->common.out, "bears.safetensors");
    return chapter_apply(&options->common) && chapter_device(stdout);
}

static void run(Command command, Options *options, int argc, char **argv)
{
    if (!read_flags(command, options, &argc, argv))
        return;
    if (command == LESSON) {
        puts("Chapter 19, transfer learning: takes less than a second, and minutes with --measure.");
        lesson_numbers(&options->common);
        if (options->measure)
            lesson_photos(&options->wishes, &options->common, options->photos);
        check_report(stdout);
    } else if (command == TRAIN) {
        train_bears(options);
    } else if (command == PREDICT) {
        look_predict(classifier_load(options->model), argc - 1, argv + 1);
    } else if (command == EVALUATE) {
        look_evaluate(classifier_load(options->model), argv[1]);
    } else {
        Recipe recipe = recipe_new(&options->wishes);
        if (error_ok())
            crossvalidate(&recipe, options->photos, options->folds);
    }
}

int main(int argc, char **argv)
{
    Options options = {.common = {.seed = 42, .out = "build/bears"},
                       .folds = {.folds = 5, .seeds = 1},
                       .photos = "datasets/bears",
                       .numbers = "float32"};
    Command command = LESSON;
    for (Command c = LESSON; argc > 1 && c < N_COMMANDS; c++)
        if (strcmp(argv[1], commands[c]) == 0) {
            command = c;
            argv[1] = argv[0];
            argc--;
            argv++;
            break;
        }
    program_catch_interrupt();
    run(command, &options, argc, argv);
    return finish("bears");
}
