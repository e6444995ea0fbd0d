/* Chapter 22, production: what a model's file holds, how fast it answers, which photos it was not made for,
 * and how one notices that the world has changed.
 *
 *     make ch22       try a model's file, its speed and its limits
 *     make app        serve it
 *
 * Both take the model that came with the course. With --model build/bears/bears.safetensors it is the one of
 * `make bears`; --know then writes down, beside it, the photos that the app should hold for usual. */
#include "lib.h"

#include "precisions.h"
#include "serve.h"

enum { STRANGE = 60, MOST_CLASSES = CLASSIFIER_MOST_CLASSES, VALID_PERCENT = 20 };

typedef struct Options {
    CommonFlags common;
    const char *model, *photos, *others;
    bool know;
} Options;

/* --- 1. The file ------------------------------------------------------------------------------------ */

/* A model that was saved and loaded again says the same, to the last bit; one that was damaged on the way
 * says nothing. */
static void try_file(const char *path, const Image *photo)
{
    Classifier *bears = classifier_load(path);
    Metadata metadata = {0};
    const char *copy = "build/ch22-copy.safetensors";
    if (!bears || !safetensors_metadata(path, &metadata) || !classifier_save(bears, copy, &metadata))
        return;
    Classifier *again = classifier_load(copy);
    float before[MOST_CLASSES], after[MOST_CLASSES];
    if (classifier_predict(bears, photo, before) < 0 || classifier_predict(again, photo, after) < 0)
        return;
    bool same = memcmp(before, after, (size_t)bears->n_classes * sizeof *before) == 0;
    printf("saved and loaded again: %s\n", same ? "the same answer to the last bit" : "another answer");
    check_that("the copy answers bit for bit", same);

    size_t n;
    uint8_t *bytes = file_read(copy, 0, &n);
    if (!bytes)
        return;
    bytes[n / 2] ^= 1;
    if (!file_write(copy, bytes, n))
        return;
    bool refused = !classifier_load(copy) && error_code() == ERR_FORMAT;
    error_clear();
    printf("with one bit of it changed: %s\n", refused ? "refused" : "taken for good");
    check_that("a damaged file is refused", refused);
}

/* --- 2. Speed --------------------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double time_answers(const char *name, const Classifier *bears, const Image *photo,
                           float *probabilities)
{
    enum { TIMES = 101 };
    double seconds[TIMES];
    classifier_predict(bears, photo, probabilities); /* the first one fetches memory */
    for (int i = 0; i < TIMES; i++) {
        double began = clock_seconds();
        classifier_predict(bears, photo, probabilities);
        seconds[i] = clock_seconds() - began;
    }
    qsort(seconds, TIMES, sizeof *seconds, by_size);
    printf("  %-24s median %.2f ms, 99 of 100 within %.2f ms\n", name, 1e3 * seconds[TIMES / 2],
           1e3 * seconds[TIMES * 99 / 100]);
    return seconds[TIMES / 2];
}

static void try_speed(const char *path, const Image *photo)
{
    Classifier *bears = classifier_load(path), *folded = classifier_load(path);
    if (!bears || !folded || !nn_fold(folded->net))
        return;
    float before[MOST_CLASSES], after[MOST_CLASSES], largest = 0;
    printf("\none photo, cut out and answered:\n");
    time_answers("as trained", bears, photo, before);
    time_answers("batch norms folded", folded, photo, after);
    for (int i = 0; i < bears->n_classes; i++)
        largest = fmaxf(largest, fabsf(before[i] - after[i]));
    printf("  largest difference between the two: %s a ten-thousandth\n",
           largest < 1e-4f ? "below" : "above");
    check_near("folding changes no probability", largest, 0, 1e-4);
}

/* --- 3. Photos that it knows ------------------------------------------------------------------------ */

/* What the net says about some photos. */
typedef struct Answers {
    int n, n_features, right;
    float *features;    /* (n, n_features)                         */
    float *confidences; /* the probability of each answer          */
    double *distances;  /* from the photos that are known          */
} Answers;

typedef Image *(*PhotoMaker)(const void *context, int i); /* to be freed with image_free */

/* `labels` may be NULL, and so may `known`. */
static Answers answers_about(const Classifier *bears, int n, PhotoMaker make, const void *context,
                             const Dataset *labels, const Domain *known)
{
    Answers a = {.n = n};
    a.confidences = scope_alloc((size_t)n * sizeof *a.confidences);
    a.distances = scope_alloc((size_t)n * sizeof *a.distances);
    for (int i = 0; i < n && error_ok(); i++) {
        Image *photo = make(context, i);
        Tensor *features,
            *logits =
                classifier_answer(bears, classifier_see(bears, 1, (const Image *const *)&photo), &features);
        image_free(photo);
        float probabilities[MOST_CLASSES];
        if (!logits || !tensor_read(tensor_softmax(logits, 1), probabilities))
            break;
        if (!a.features) {
            a.n_features = (int)tensor_count(features);
            a.features = scope_alloc((size_t)n * (size_t)a.n_features * sizeof *a.features);
        }
        float *mine = a.features ? a.features + (size_t)i * (size_t)a.n_features : NULL;
        if (!mine || !tensor_read(features, mine))
            break;
        int best = 0;
        for (int k = 1; k < bears->n_classes; k++)
            best = probabilities[k] > probabilities[best] ? k : best;
        a.confidences[i] = probabilities[best];
        a.right += labels && best == labels->label(labels, i);
        a.distances[i] = domain_distance(known, mine);
    }
    return a;
}

static Image *photo_of_set(const void *context, int i)
{
    const Dataset *set = context;
    return set->image(set, i);
}

/* Pictures without a bear: stripes, checks and noise, of sizes and colours that change. */
static Image *strange_picture(const void *context, int i)
{
    (void)context;
    Stream random = stream_of(22, 0, (uint64_t)i);
    int width = 4 + (int)stream_below(&random, 28), colours[6];
    for (int k = 0; k < 6; k++)
        colours[k] = (int)stream_below(&random, 256);
    Image *image = image_new(160, 160, 3);
    for (int64_t p = 0; image && p < 160 * 160; p++) {
        int64_t x = p % 160 / width, y = p / 160 / width;
        int64_t which = i % 3 == 0 ? x % 2 : i % 3 == 1 ? (x + y) % 2 : stream_below(&random, 2);
        for (int c = 0; c < 3; c++)
            image->pixels[3 * p + c] = (uint8_t)colours[3 * which + c];
    }
    return image;
}

static double mean(const float *values, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)values[i];
    return sum / n;
}

static int farther(const Answers *answers, double limit)
{
    int n = 0;
    for (int i = 0; i < answers->n; i++)
        n += answers->distances[i] > limit;
    return n;
}

/* Can strange photos be told by how sure the net is? By how far their features are from those of photos it
 * knows? */
static void compare_scores(const Answers *bears, const Answers *strange, const Domain *known,
                           const char *what)
{
    double *sure_bears = scope_alloc((size_t)bears->n * sizeof(double)),
           *sure_strange = scope_alloc((size_t)strange->n * sizeof(double));
    for (int i = 0; sure_bears && i < bears->n; i++)
        sure_bears[i] = -(double)bears->confidences[i];
    for (int i = 0; sure_strange && i < strange->n; i++)
        sure_strange[i] = -(double)strange->confidences[i];
    printf("\n%d %s, of which the net is %.0f%% sure in the mean:\n", strange->n, what,
           100 * mean(strange->confidences, strange->n));
    printf("  told from bears by confidence  AUROC %.3f\n",
           domain_auroc(bears->n, sure_bears, strange->n, sure_strange));
    printf("  told from bears by distance    AUROC %.3f, %d of %d beyond the limit (of the bears %d of %d)\n",
           domain_auroc(bears->n, bears->distances, strange->n, strange->distances),
           farther(strange, known->limit), strange->n, farther(bears, known->limit), bears->n);
}

/* --- 4. Dusk ---------------------------------------------------------------------------------------- */

typedef struct Dusk {
    const Dataset *photos;
    double light;
} Dusk;

static Image *darkened(const void *context, int i)
{
    const Dusk *dusk = context;
    Image *bright = dusk->photos->image(dusk->photos, i), *dark = image_copy(bright);
    image_free(bright);
    for (size_t p = 0; dark && p < image_bytes(dark); p++)
        dark->pixels[p] = (uint8_t)(dusk->light * dark->pixels[p]);
    return dark;
}

/* The same bears, later in the day. Who only watches the answers sees what a test of their confidences sees.
 */
static void fall_of_night(const Classifier *bears, const Dataset *photos, const Domain *known,
                          const char *out)
{
    static const double lights[] = {1, 0.5, 0.25, 0.12, 0.06, 0.03};
    if (!file_make_folder(out))
        return;
    const char *table = file_join(out, "ch22-dusk.csv");
    FileWriter *writer = file_create(table);
    FILE *rows = file_stream(writer);
    printf("\nlight   right   mean confidence   beyond the limit   p of \"as usual\"\n");
    for (size_t i = 0; rows && i < sizeof lights / sizeof *lights; i++) {
        Dusk dusk = {photos, lights[i]};
        Answers a = answers_about(bears, (int)photos->n, darkened, &dusk, photos, known);
        if (!error_ok())
            return;
        TwoSamples test = domain_two_samples(a.n, a.confidences, known->n, known->confidences);
        int beyond = farther(&a, known->limit);
        printf("%5.2f %6.0f%% %17.2f %17.0f%% %17s\n", lights[i], 100.0 * a.right / a.n,
               mean(a.confidences, a.n), 100.0 * beyond / a.n,
               test.p < 0.001 ? "below .001" : scope_text("%.3f", test.p));
        fprintf(rows, "%g,%g,%g,%g\n", lights[i], 100.0 * a.right / a.n, 100 * mean(a.confidences, a.n),
                100.0 * beyond / a.n);
        if (lights[i] == 1)
            check_that("photos as usual raise no alarm", test.p > 0.001);
    }
    if (!file_commit(writer))
        return;
    plot_show(stdout, "ch22-dusk", file_join(out, "ch22-dusk.png"), "what dusk does to the answers", 1,
              (PlotVariable[]){{"table", table}});
}

/* --- all of it -------------------------------------------------------------------------------------- */

static Domain *know(const Classifier *bears, const Dataset *photos)
{
    Answers answers = answers_about(bears, (int)photos->n, photo_of_set, photos, NULL, NULL);
    return domain_of(answers.n, answers.n_features, answers.features, answers.confidences);
}

/* Beside the model, where the app looks for it. */
static void write_down(const char *model, const Domain *known)
{
    const char *path = domain_path(model);
    if (domain_save(known, path))
        printf("wrote %s: %d photos that the app will know\n", path, known->n);
}

/* Those of the training set are known, those of the validation set are asked about. */
static void try_limits(const Options *options, const Classifier *bears, const Datasets *photos)
{
    const Dataset *valid = photos->valid;
    Domain *known = know(bears, photos->train);
    if (!known)
        return;
    Answers usual = answers_about(bears, (int)valid->n, photo_of_set, valid, valid, known);
    Answers strange = answers_about(bears, STRANGE, strange_picture, NULL, NULL, known);
    printf("\n%d photos of bears are known; one in twenty is farther than %.3f from the others\n", known->n,
           known->limit);
    compare_scores(&usual, &strange, known, "pictures of stripes, checks and noise");
    FolderReport *report;
    Dataset *others = options->others ? folder_open(options->others, bears->keep_side, &report) : NULL;
    if (others) {
        Answers answers = answers_about(bears, (int)others->n, photo_of_set, others, NULL, known);
        compare_scores(&usual, &answers, known, scope_text("photos of %s", options->others));
    }
    fall_of_night(bears, valid, known, options->common.out);
    if (options->know)
        write_down(options->model, know(bears, photos->all));
}

static void run(const Options *options)
{
    Classifier *bears = classifier_load(options->model);
    Metadata metadata = {0};
    Image *grizzly = image_scoped(image_load("chapters/00_whole_game/grizzly.jpg"));
    if (!bears || !grizzly || !nn_fold(bears->net) || !safetensors_metadata(options->model, &metadata))
        return;
    const char *training = metadata_get(&metadata, "training");
    printf("\nmodel: %s, %s for %d x %d, %d classes\nlearnt from: %s\n\n", options->model, bears->net_name,
           bears->size, bears->size, bears->n_classes, training ? training : "it does not say");
    try_file(options->model, grizzly);
    try_speed(options->model, grizzly);

    DataBlock block = {.get_items = get_class_files,
                       .splitter = random_splitter(VALID_PERCENT / 100.0, (uint64_t)options->common.seed),
                       .photos.keep_side = bears->keep_side};
    Datasets photos = data_block_datasets(&block, options->photos);
    if (photos.valid) {
        precisions_compare(options->model, &photos, options->common.out);
        try_limits(options, bears, &photos);
    }
    check_report(stdout);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "serve") == 0)
        return serve(argc - 1, argv + 1);
    Options options = {.common = {.seed = 42, .out = "build/plots"},
                       .model = "datasets/models/bears.safetensors",
                       .photos = "datasets/drawn"};
    const Flag flags[] = {
        FLAGS_COMMON(options.common),
        {"model", FLAG_TEXT, &options.model, 0, 0, "the model file"},
        {"photos", FLAG_TEXT, &options.photos, 0, 0, "photos of what it was made for"},
        {"others", FLAG_TEXT, &options.others, 0, 0, "a folder of photos without bears"},
        {"know", FLAG_SWITCH, &options.know, 0, 0, "write its photos down beside the model, for the app"},
    };
    const CommandLine line = {.usage = "22_production [OPTION]...\n22_production serve [OPTION]...\n",
                              .n_flags = sizeof flags / sizeof *flags,
                              .flags = flags};
    if (flags_parse(&line, stdout, &argc, argv) && chapter_apply(&options.common)) {
        printf("Chapter 22, production: takes a few seconds.\n");
        if (chapter_device(stdout))
            run(&options);
    }
    return finish("22_production");
}
