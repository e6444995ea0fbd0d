/* fine_tune(4) of a ResNet-18 with fast.ai's head on photos of 224 x 224 against PyTorch with torchvision: a
 * pass of the frozen phase and one of the unfrozen phase, timed in turn, without augmentation and with it.
 *
 *   make bench BENCHES=finetune ARGS="--photos folder --steps 2"     one sub-folder of photos per class
 *
 * Both sides keep the photos decoded, with a shorter side of 256; two threads or processes cut, augment and
 * normalise them while two compute. They begin with the same weights, and must come to the same loss by the
 * same steps on the same pictures before anything is timed. --steps 6 is a whole epoch of 500 photos, of
 * which 400 train. */
#include "tests/bench/measure.h"
#include "tests/bench/peer_torch.h"

#include "lib.h"

enum { SIZE = 224, KEPT = 256, WORKERS = 2, EPOCH_STEPS = 6, EPOCHS = 4, CHECK_STEPS = 2 };

typedef struct Options {
    const char *photos;
    int64_t steps, batch;
    bool head_only, tuned;
} Options;

typedef struct Bench {
    Options options;
    const Dataset *photos, *one; /* the photos of a pass; and one, to validate with */
    Learner *learn;
    bool augmented;
} Bench;

/* As in use: the middle, brought to the size. */
static Image *middle(const Image *image, const void *how, Stream *stream)
{
    (void)how;
    (void)stream;
    return image_random_resized_crop(image, SIZE, 1, NULL);
}

static Loader *loader_of(const Bench *bench, const Dataset *photos, bool augmented)
{
    LoaderOptions options = {.batch = (int)bench->options.batch,
                             .train = augmented,
                             .item = {.apply = middle, .name = "middle"},
                             .mean = nn_imagenet_mean,
                             .std = nn_imagenet_std,
                             .workers = WORKERS};
    if (augmented) {
        options.item = transform_random_resized_crop(SIZE, 0.5f);
        options.batch_tfms = aug_transforms((Augment){.size = SIZE});
    }
    return loader_new(photos, options);
}

/* A pass over the photos. The threads of a loader work ahead, so each pass has its own. */
static void pass(void *work)
{
    Bench *bench = work;
    Scope scope = scope_begin();
    learner_set_loaders(bench->learn, loader_of(bench, bench->photos, bench->augmented),
                        loader_of(bench, bench->one, false));
    learner_fit(bench->learn, 1, 1e-4);
    scope_end(scope);
}

/* --- the same steps on both sides -------------------------------------------------------------------------
 */

static bool write_pictures(const Bench *bench, const char *path)
{
    Loader *loader = loader_of(bench, bench->photos, false);
    FileWriter *writer = file_create(path);
    Batch batch;
    for (int i = 0; writer && i < CHECK_STEPS && loader_next(loader, &batch); i++) {
        Scope scope = scope_begin();
        size_t n = (size_t)tensor_count(batch.x);
        float *values = scope_alloc(n * sizeof *values);
        if (values && tensor_read(batch.x, values))
            fwrite(values, sizeof *values, n, file_stream(writer));
        scope_end(scope);
    }
    return file_commit(writer) && error_ok();
}

/* The first loss is the nets', the second one theirs after a step of Adam: its first is nearly the sign of
 * each slope, so that the rounding of small ones shows. */
static const double allowed[CHECK_STEPS] = {1e-4, 1e-2};

static bool agree(const Bench *bench, Peer *torch)
{
    const char *weights = "build/bench_finetune.safetensors", *pictures = "build/bench_finetune.pictures";
    double theirs[CHECK_STEPS] = {0};
    if (!nn_save(learner_net(bench->learn), weights, NULL) || !write_pictures(bench, pictures))
        return false;
    bool heard = true;
    for (int i = 0; heard && i < CHECK_STEPS; i++) {
        heard = !isnan(peer_ask(torch, "net %s", weights));
        theirs[i] =
            heard ? peer_ask(torch, "check %" PRId64 " %d %s", bench->options.batch, i + 1, pictures) : NAN;
        heard = !isnan(theirs[i]);
    }
    remove(weights);
    remove(pictures);
    if (!heard)
        return error_set(ERR_STATE, "bench_finetune: PyTorch: %s", torch->reply);
    pass((void *)bench);
    for (int i = 0; error_ok() && i < CHECK_STEPS; i++) {
        double ours = (double)learner_recorder(bench->learn)->losses[i];
        printf("loss of step %d: %.6f, PyTorch's %.6f\n", i + 1, ours, theirs[i]);
        if (fabs(ours - theirs[i]) >= allowed[i] * theirs[i])
            return error_set(ERR_STATE, "bench_finetune: both sides must come to the same loss");
    }
    fflush(stdout);
    return error_ok();
}

/* --- timing -----------------------------------------------------------------------------------------------
 */

typedef struct Phase {
    double ours, theirs; /* seconds of a step */
} Phase;

static Phase time_phase(Bench *bench, Peer *torch, bool frozen)
{
    enum { REST_MS = 20 };
    const Options *options = &bench->options;
    if (frozen)
        learner_freeze_to(bench->learn, -1, !options->head_only);
    else
        learner_unfreeze(bench->learn);
    const char *what = !frozen ? "all" : options->head_only ? "head" : "frozen";
    if (torch && isnan(peer_ask(torch, "phase %s %s %" PRId64, what, bench->augmented ? "full" : "plain",
                                options->batch)))
        error_set(ERR_STATE, "bench_finetune: PyTorch: %s", torch->reply);
    Contestant all[MEASURE_MOST] = {{"ours", pass, bench, REST_MS, 0, 0},
                                    {"PyTorch", peer_run, torch, REST_MS, 0, 0}};
    measure(all, torch ? 2 : 1, 0);
    double steps = (double)options->steps;
    Phase phase = {all[0].seconds / steps, torch ? all[1].seconds / steps : NAN};
    printf("  %-26s %8.0f ms %10.0f ms %8.2f\n",
           !frozen              ? "everything"
           : options->head_only ? "the head"
                                : "the head and all norms",
           1e3 * phase.ours, 1e3 * phase.theirs, phase.theirs / phase.ours);
    fflush(stdout);
    return phase;
}

/* Both phases, and from them the whole of it. */
static void compare(Bench *bench, Peer *torch, bool augmented)
{
    bench->augmented = augmented;
    printf("\n%s\n  %-26s %11s %13s %8s\n", augmented ? "augmented" : "without augmentation",
           "a step that trains", "ours", "PyTorch", "ratio");
    Phase frozen = time_phase(bench, torch, true), all = time_phase(bench, torch, false);
    double ours = EPOCH_STEPS * (frozen.ours + EPOCHS * all.ours),
           theirs = EPOCH_STEPS * (frozen.theirs + EPOCHS * all.theirs);
    printf("  %-26s %8.1f s  %10.1f s  %8.2f\n", "fine_tune(4), 1 + 4 epochs", ours, theirs, theirs / ours);
}

static bool prepare(Bench *bench, Peer *torch)
{
    const Options *options = &bench->options;
    DataBlock block = {
        .get_items = get_class_files, .splitter = random_splitter(1, 0), .photos.keep_side = KEPT};
    Datasets found = data_block_datasets(&block, options->photos);
    int64_t n = options->steps * options->batch, *index = scope_alloc((size_t)n * sizeof *index);
    for (int64_t i = 0; found.all && index && i < n; i++)
        index[i] = i * found.all->n / n;
    bench->photos = dataset_subset(found.all, index, n);
    bench->one = dataset_take(bench->photos, 1);
    if (!bench->one)
        return false;
    random_seed(1);
    DataLoaders dls = {.train = loader_of(bench, bench->photos, false),
                       .valid = loader_of(bench, bench->one, false),
                       .vocab = {found.all->n_classes, found.all->classes}};
    bench->learn = vision_learner(dls, "resnet18", (VisionOptions){.dropout = -1, .adam.lr = 1e-4f});
    if (!bench->learn || !torch)
        return bench->learn != NULL;
    peer_ask(torch, "threads %d", threads_count());
    if (isnan(peer_ask(torch, "photos %" PRId64 " %s", n, options->photos)))
        return error_set(ERR_STATE, "bench_finetune: PyTorch: %s", torch->reply);
    return agree(bench, torch);
}

static void run(const Options *options)
{
    Bench bench = {.options = *options};
    Peer torch;
    bool has_peer = torch_start(&torch, "tests/bench/peer_finetune.py", options->tuned ? torch_tune : NULL);
    printf("ResNet-18, %d x %d, batches of %" PRId64 ", %" PRId64 " steps a pass, %d threads; PyTorch %s\n",
           SIZE, SIZE, options->batch, options->steps, threads_count(),
           has_peer ? torch.reply : "is not installed");
    fflush(stdout);
    Peer *peer = has_peer ? &torch : NULL;
    if (prepare(&bench, peer)) {
        compare(&bench, peer, false);
        compare(&bench, peer, true);
    }
    if (has_peer)
        peer_close(&torch);
}

int main(int argc, char **argv)
{
    Options options = {.photos = file_is_folder("datasets/bears") ? "datasets/bears" : "datasets/drawn",
                       .steps = CHECK_STEPS,
                       .batch = 64};
    int64_t rounds = 3;
    bool quick = false;
    const Flag flags[] = {
        {"photos", FLAG_TEXT, &options.photos, 0, 0, "a folder with one sub-folder of photos per class"},
        {"steps", FLAG_WHOLE, &options.steps, CHECK_STEPS, 1000, "of a pass; 6 for an epoch of 500 photos"},
        {"batch", FLAG_WHOLE, &options.batch, 2, 1024, "photos per step"},
        {"head-only", FLAG_SWITCH, &options.head_only, 0, 0, "frozen means the norms of the body, too"},
        {"tuned", FLAG_SWITCH, &options.tuned, 0, 0, "PyTorch with its allocator tuned"},
        {"rounds", FLAG_WHOLE, &rounds, 1, MEASURE_ROUNDS, "of both sides; the medians count"},
        {"quick", FLAG_SWITCH, &quick, 0, 0, "batches of 16"}};
    const CommandLine line = {"bench_finetune: fine-tuning, against PyTorch\n", sizeof flags / sizeof *flags,
                              flags, 0, 0};
    if (flags_parse(&line, stdout, &argc, argv)) {
        measure_rounds = (int)rounds;
        if (quick)
            options.batch = 16;
        run(&options);
    }
    return finish("bench_finetune");
}
