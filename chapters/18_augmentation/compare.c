/* Does it help? The same net, the same few photos, five ways to show them; and several looks at each. */
#include "augmentation.h"

enum { SIZE = 64, KEEP = 96, FEW = 120, WAYS = 5, LOOKS = 4, EPOCHS = 16 };
static const float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};

/* A way to show photos in training. */
typedef struct Way {
    const char *name;
    bool random;     /* or the middle of each, always the same */
    float min_scale; /* of the part that is cut out            */
    Augment augment;
    double mixup;
} Way;

static const Way ways[WAYS] = {
    {"as they are", false, 1, {.p_flip = -1, .p_affine = -1, .p_lighting = -1}, 0},
    {"crops and flips", true, 0.5f, {.p_affine = -1, .p_lighting = -1}, 0},
    {"aug_transforms", true, 0.5f, {.mult = 1}, 0},
    {"and mixup", true, 0.5f, {.mult = 1}, 0.4},
    {"all colours", true, 0.5f, {.max_hue = 0.5f, .max_saturation = 0.9f, .max_lighting = 0.9f}, 0},
};

/* What comes of it. */
typedef struct Result {
    double train_loss, valid_loss;
    int errors, crooked;    /* of the validation set as it is, and askew: a mean            */
    int five_errors;        /* as it is, asked five times                                   */
    double loss, five_loss; /* of the probabilities of one look, and of five                */
} Result;

typedef struct Bears {
    Split split;
    const Dataset *few;
    uint64_t seed;
} Bears;

static Loader *loader_of(const Dataset *set, const Way *way, bool train, uint64_t seed)
{
    return loader_new(set,
                      (LoaderOptions){.batch = train ? 16 : 90,
                                      .shuffle = train,
                                      .drop_last = train,
                                      .train = way && way->random,
                                      .item = transform_random_resized_crop(SIZE, way ? way->min_scale : 1),
                                      .batch_tfms = aug_transforms(way ? way->augment : (Augment){0}),
                                      .mean = mean,
                                      .std = deviation,
                                      .workers = -1,
                                      .seed = seed});
}

/* Photos taken by somebody else: held askew, nearer, in other light. */
static const Way crooked = {.random = true,
                            .min_scale = 0.8f,
                            .augment = {.max_rotate = 25,
                                        .max_zoom = 1.3f,
                                        .max_warp = 0.3f,
                                        .max_lighting = 0.4f,
                                        .p_affine = 1,
                                        .p_lighting = 1}};

static int errors_of(Tensor *answers, Tensor *labels)
{
    return (int)lrint((1 - nn_accuracy(answers, labels)) * (double)tensor_count(labels));
}

/* The mean number of errors over several looks at the validation set in this way. */
static int errors_on(const Bears *bears, Module *net, const Way *way)
{
    int wrong = 0;
    for (uint64_t look = 1; look <= LOOKS; look++) {
        Scope scope = scope_begin();
        Tensor *answers, *labels;
        if (learner_predictions(net, loader_of(bears->split.valid, way, false, look), &answers, &labels,
                                NULL))
            wrong += errors_of(answers, labels);
        scope_end(scope);
    }
    return (int)lrint((double)wrong / LOOKS);
}

/* The mean loss of answers that are probabilities. */
static double loss_of(Tensor *probabilities, Tensor *labels)
{
    return tensor_item(tensor_mean(tensor_nll(tensor_log(probabilities), labels), ALL_AXES));
}

/* One look at each photo against five: the plain one and four of a gentler form of how the net was trained.
 */
static void look_again(const Bears *bears, Module *net, const Way *way, Loader *plain, Result *result)
{
    Way gentle = *way;
    gentle.min_scale = 0.8f;
    Tensor *logits, *labels, *several;
    if (!learner_predictions(net, plain, &logits, &labels, NULL) ||
        !learner_tta(net, loader_of(bears->split.valid, &gentle, false, 7), plain, (Tta){0}, &several, NULL))
        return;
    Tensor *once = tensor_softmax(logits, 1);
    result->errors = errors_of(once, labels);
    result->loss = loss_of(once, labels);
    result->five_errors = errors_of(several, labels);
    result->five_loss = loss_of(several, labels);
}

/* Trains a fresh net in this way, and asks it. */
static Result train(const Bears *bears, const Way *way, int epochs, FILE *curve)
{
    Result result = {0};
    random_seed(bears->seed);
    Module *net = nn_bear_net(bears->few->n_classes, 0.2);
    Loader *plain = loader_of(bears->split.valid, NULL, false, 0);
    Learner *learn = learner_new(loader_of(bears->few, way, true, bears->seed), plain, net,
                                 optim_adam(nn_parameters(net), optim_fastai()),
                                 (LearnerOptions){.mixup = way->mixup, .progress = stderr});
    if (!learner_fit_one_cycle(learn, epochs, (OneCycle){.lr_max = 3e-3}))
        return result;
    const Recorder *recorder = learner_recorder(learn);
    for (int i = 0; curve && i < epochs; i++)
        fprintf(curve, "%d,%.5f,%.5f\n", i + 1, recorder->rows[i].train_loss, recorder->rows[i].valid_loss);
    result.train_loss = recorder->rows[epochs - 1].train_loss;
    result.valid_loss = recorder->rows[epochs - 1].valid_loss;
    look_again(bears, net, way, plain, &result);
    result.crooked = errors_on(bears, net, &crooked);
    return result;
}

static void train_all(const Bears *bears, int epochs, bool quick, FILE *curves)
{
    Result all[WAYS] = {{0}};
    printf("\n--- %" PRId64 " photos to learn from, %" PRId64 " to validate on, %d epochs\n\n", bears->few->n,
           bears->split.valid->n, epochs);
    puts("shown                train_loss  valid_loss  errors  on crooked ones");
    for (int w = 0; w < WAYS && error_ok(); w++) {
        Scope scope = scope_begin();
        all[w] = train(bears, &ways[w], epochs, curves);
        scope_end(scope);
        printf("%-20s %10.3f  %10.3f  %6d  %15d\n", ways[w].name, all[w].train_loss, all[w].valid_loss,
               all[w].errors, all[w].crooked);
        fflush(stdout);
        if (curves)
            fputs("\n\n", curves);
    }
    puts("\n--- Test-time augmentation: one look, and five\n");
    puts("shown in training      loss  errors    five: loss  errors");
    for (int w = 1; w < 4; w++)
        printf("%-20s %6.3f  %6d        %6.3f  %6d\n", ways[w].name, all[w].loss, all[w].errors,
               all[w].five_loss, all[w].five_errors);
    if (quick)
        return;
    check_that("without augmentation the photos are learnt by heart", all[0].train_loss < all[2].train_loss);
    check_that("colours that are no bear's hurt", all[4].errors > all[1].errors);
}

void compare(const char *photos, uint64_t seed, bool quick, const char *folder)
{
    Dataset *all = folder_open(photos, KEEP, NULL);
    if (!all) {
        error_hint("make draw, or name a folder of photos: make ch18 PHOTOS=folder");
        return;
    }
    Bears bears = {.split = dataset_split(all, 0.2, seed), .seed = seed};
    bears.few = dataset_take(bears.split.train, FEW);
    const char *csv = folder ? file_join(folder, "18-compare.csv") : NULL;
    FileWriter *curves = csv ? file_create(csv) : NULL;
    train_all(&bears, quick ? 1 : EPOCHS, quick, curves ? file_stream(curves) : NULL);
    if (curves && !quick && file_commit(curves))
        plot_show(stdout, "ch18-compare", file_join(folder, "18-compare.png"),
                  "training and validation, by the way photos are shown", 1, &(PlotVariable){"data", csv});
}
