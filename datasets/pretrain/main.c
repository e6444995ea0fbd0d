/* make pretrain: a net that has seen many pictures, to be the body of others (chapters 16 and 19).
 *
 * What is learnt here is how to see, not these classes. So the recipe is one for transfer: large cuts of
 * every picture, first small ones and then larger ones, soft labels, and at the end not the last weights but
 * their average. */
#include "lib.h"

#include "pictures.h"

enum { BATCH = 128, N_STAGES = 3 };

typedef struct Options {
    const char *photos, *tiles, *out;
    int64_t tile_side, size, epochs, seed, state_steps;
    double lr;
    bool resume;
} Options;

/* A share of the training, with pictures of one size. */
typedef struct Stage {
    double end;  /* share of all epochs after which it is over */
    double size; /* of the squares, in parts of the wanted size */
} Stage;

static const Stage STAGES[N_STAGES] = {{0.4, 0.75}, {0.85, 1}, {1, 1.5}};

/* Layers halve five times: sizes are multiples of 16, and at least 32. */
static int stage_size(const Options *options, const Stage *stage)
{
    int size = (int)(stage->size * (double)options->size / 16 + 0.5) * 16;
    return size < 32 ? 32 : size;
}

static Loader *loader_of(const Dataset *pictures, int size, bool training, uint64_t seed)
{
    LoaderOptions options = {.batch = BATCH,
                             .shuffle = training,
                             .drop_last = training,
                             .train = training,
                             .item = transform_random_resized_crop(size, 0.35f),
                             .mean = nn_imagenet_mean,
                             .std = nn_imagenet_std,
                             .workers = -1,
                             .seed = seed};
    if (training) /* flips and light: cuts have moved things already */
        options.batch_tfms = aug_transforms((Augment){.p_affine = -1, .max_saturation = 0.2f});
    return loader_new(pictures, options);
}

/* A stage as it is trained: epochs first + 1 to last. */
typedef struct Lesson {
    int first, last, size;
    Loader *train, *valid;
} Lesson;

static void plan(const Options *options, const Pictures *pictures, Lesson lessons[N_STAGES])
{
    uint64_t seed = (uint64_t)options->seed;
    for (int s = 0; s < N_STAGES; s++) {
        int size = stage_size(options, &STAGES[s]);
        lessons[s] = (Lesson){.first = s ? lessons[s - 1].last : 0,
                              .last = (int)(STAGES[s].end * (double)options->epochs + 0.5),
                              .size = size,
                              .train = loader_of(pictures->train, size, true, seed),
                              .valid = loader_of(pictures->valid, size, false, seed)};
    }
}

static bool train(const Options *options, const Pictures *pictures, Module *net, Ema *average)
{
    Lesson lessons[N_STAGES];
    plan(options, pictures, lessons);
    Sgd how = {.lr = (float)options->lr, .momentum = 0.9f, .weight_decay = 2e-4f, .nesterov = true};
    Learner *learn = learner_new(lessons[0].train, lessons[0].valid, net, optim_sgd(nn_parameters(net), how),
                                 (LearnerOptions){.loss_items = nn_label_smoothing_items,
                                                  .ema = average,
                                                  .table = stdout,
                                                  .folder = options->out,
                                                  .state_steps = options->state_steps,
                                                  .resume = options->resume,
                                                  .progress = stderr});
    Schedule cycle = schedule_one_cycle((OneCycle){.lr_max = options->lr, .pct_start = 0.2});
    double epochs = (double)options->epochs;
    bool done = learn != NULL;
    for (const Lesson *now = lessons; done && now < lessons + N_STAGES; now++) {
        if (now->last == now->first)
            continue;
        printf("\nepochs %d to %d, pictures of %d x %d\n", now->first + 1, now->last, now->size, now->size);
        learner_set_loaders(learn, now->train, now->valid);
        SchedulePart part = {&cycle, now->first / epochs, now->last / epochs};
        done = learner_fit_schedule(learn, now->last - now->first, schedule_part(part));
    }
    return done;
}

/* Counts the errors on tiles and on photos, each at the last stage's size; false on an error. */
static bool count_errors(const Options *options, const Pictures *pictures, Module *net, int64_t errors[2])
{
    Loader *valid = loader_of(pictures->valid, stage_size(options, &STAGES[N_STAGES - 1]), false, 0);
    Tensor *logits = NULL, *labels = NULL;
    if (!learner_predictions(net, valid, &logits, &labels, NULL))
        return false;
    Tensor *right = tensor_eq(tensor_argmax(logits, -1), labels);
    int64_t n = pictures->valid->n, tiles = pictures->valid_tiles;
    errors[0] =
        tiles - (int64_t)(tiles ? tensor_item(tensor_sum(tensor_slice(right, 0, 0, tiles), ALL_AXES)) : 0);
    errors[1] =
        n - tiles -
        (int64_t)(n > tiles ? tensor_item(tensor_sum(tensor_slice(right, 0, tiles, n), ALL_AXES)) : 0);
    return error_ok();
}

/* The net in 16 bits, with what one must know to use it. */
static void write_backbone(const Options *options, const Pictures *pictures, Module *net)
{
    const Dataset *train = pictures->train;
    int64_t errors[2], tiles = pictures->valid_tiles, photos = pictures->valid->n - tiles;
    if (!count_errors(options, pictures, net, errors))
        return;
    printf("\nerrors: %" PRId64 " of %" PRId64 " tiles, %" PRId64 " of %" PRId64 " photos\n", errors[0],
           tiles, errors[1], photos);
    const char *path = file_join(options->out, "backbone.safetensors");
    Metadata about = {0};
    if (metadata_set(&about, "net", "resnet18_half") &&
        metadata_set_numbers(&about, "mean", 3, nn_imagenet_mean) &&
        metadata_set_numbers(&about, "std", 3, nn_imagenet_std) &&
        metadata_set_texts(&about, "classes", train->n_classes, train->classes) &&
        metadata_set(&about, "training",
                     scope_text("%" PRId64 " pictures, %" PRId64 " epochs, seed %" PRId64 ", %" PRId64
                                " errors on %" PRId64 " tiles and %" PRId64 " on %" PRId64 " photos",
                                train->n, options->epochs, options->seed, errors[0], tiles, errors[1],
                                photos)) &&
        nn_save_as(net, path, &about, PRECISION_FLOAT16))
        printf("written: %s\n", path);
}

static void pretrain(const Options *options)
{
    if (!options->photos && !options->tiles) {
        error_set(ERR_VALUE, "make pretrain: no pictures named");
        error_hint("make pretrain DATA=folder, with one folder of photos per class in it");
        return;
    }
    uint64_t seed = (uint64_t)options->seed;
    int keep_side = (int)options->size * 2;
    Pictures pictures =
        pictures_open(options->photos, options->tiles, (int)options->tile_side, keep_side, seed);
    if (!pictures.train || !file_make_folder(options->out))
        return;
    printf("%s: %" PRId64 " pictures of %d classes to train on, %" PRId64 " to validate on\n",
           pictures.train->name, pictures.train->n, pictures.train->n_classes, pictures.valid->n);
    random_seed(seed);
    Module *net = nn_resnet18_half(pictures.train->n_classes);
    Ema *average = ema_new(net, 0.999);
    if (train(options, &pictures, net, average) && ema_swap(average))
        write_backbone(options, &pictures, net);
}

int main(int argc, char **argv)
{
    Options options = {
        .out = "build/pretrain", .tile_side = 32, .size = 64, .epochs = 20, .seed = 42, .lr = 0.25};
    const Flag flags[] = {
        {"photos", FLAG_TEXT, &options.photos, 0, 0, "a folder per class, or train/ and val/ of such"},
        {"tiles", FLAG_TEXT, &options.tiles, 0, 0, "train/ and val/ with a sheet of tiles per class"},
        {"tile-side", FLAG_WHOLE, &options.tile_side, 8, 1024, "of the tiles, in pixels (32)"},
        {"out", FLAG_TEXT, &options.out, 0, 0, "folder of what is written (build/pretrain)"},
        {"size", FLAG_WHOLE, &options.size, 32, 512, "of the squares that the net sees, about (64)"},
        {"epochs", FLAG_WHOLE, &options.epochs, 1, 1000, "times through all pictures (20)"},
        {"lr", FLAG_REAL, &options.lr, 1e-6, 10, "highest learning rate (0.25)"},
        {"resume", FLAG_SWITCH, &options.resume, 0, 0, "go on where a training in --out was stopped"},
        {"state-steps", FLAG_WHOLE, &options.state_steps, 1, 1e6, "between two states written down (200)"},
        {"seed", FLAG_WHOLE, &options.seed, 0, 1e9, "of weights, order and cuts (42)"},
    };
    CommandLine line = {"pretrain [--photos FOLDER] [--tiles FOLDER] [--resume]\n\n",
                        sizeof flags / sizeof *flags, flags, 0, 0};
    if (flags_parse(&line, stdout, &argc, argv)) {
        program_catch_interrupt();
        pretrain(&options);
    }
    return finish("make pretrain");
}
