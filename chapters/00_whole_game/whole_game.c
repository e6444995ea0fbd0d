/* Chapter 00, the whole game: a trained net names a bear in a picture.
 *
 *     make bears                            train one, if none came with the course
 *     make ch00                             ask it about a drawn bear
 *     make ch00 IMAGE=photo.jpg             ask it about a photo of yours
 *
 * Everything that is called here is written in this course, and twenty-two chapters later you have read it.
 */
#include "lib.h"

#include "kernels/device.h"

static const char FOLDER[] = "chapters/00_whole_game", SHIPPED[] = "datasets/models/bears.safetensors",
                  OWN[] = "build/bears/bears.safetensors"; /* of `make bears` */

typedef struct Options {
    CommonFlags common;
    const char *model, *image;
} Options;

/* --- What a model is --------------------------------------------------------------------------------- */

/* An architecture, the numbers that it has learnt, and what must be known to use it. */
static void print_model(const Classifier *bears, const char *path)
{
    Metadata metadata = {0};
    if (!safetensors_metadata(path, &metadata))
        return;
    const char *training = metadata_get(&metadata, "training");

    printf("\nmodel:         %s\n", path);
    printf("architecture:  %s, for pictures of %d x %d in colour\n", bears->net_name, bears->size,
           bears->size);
    printf("parameters:    %" PRId64 " numbers\n", nn_parameter_count(bears->net));
    printf("learnt from:   %s\n", training ? training : "it does not say");
    printf("vocabulary:   ");
    for (int i = 0; i < bears->n_classes; i++)
        printf(" %s", bears->classes[i]);
    putchar('\n');
}

/* --- What it says ------------------------------------------------------------------------------------ */

enum { BAR = 40 };

/* The probabilities in the order of the vocabulary, as numbers and as bars. */
static void print_probabilities(const Classifier *bears, const float *probabilities)
{
    for (int i = 0; i < bears->n_classes; i++) {
        int length = (int)lrintf(BAR * probabilities[i]);
        printf("  %-12s %.4f%s", bears->classes[i], (double)probabilities[i], length > 0 ? " " : "");
        for (int k = 0; k < length; k++)
            fputs("█", stdout);
        putchar('\n');
    }
}

/* The three values that fast.ai's predict returns: a label, its number, and all probabilities. */
static void answer(const Classifier *bears, const Image *photo, float *probabilities)
{
    double start = clock_seconds();
    int index = classifier_predict(bears, photo, probabilities);
    double seconds = clock_seconds() - start;
    if (index < 0)
        return;

    printf("label:         %s\nindex:         %d\nprobabilities:\n", bears->classes[index], index);
    print_probabilities(bears, probabilities);
    printf("time:          %.0f ms\n", 1000 * seconds);

    double sum = 0;
    for (int i = 0; i < bears->n_classes; i++)
        sum += (double)probabilities[i];
    check_near("sum of the probabilities", sum, 1, 1e-5);
}

/* The likeliest first, and no more than three: with a thousand classes nobody reads them all. */
static void print_top(const Classifier *bears, const float *probabilities)
{
    enum { SHOWN = 3 };
    bool *told = scope_alloc((size_t)bears->n_classes * sizeof *told);
    if (!told)
        return;
    printf("top 3:        ");
    for (int shown = 0; shown < SHOWN && shown < bears->n_classes; shown++) {
        int best = -1;
        for (int i = 0; i < bears->n_classes; i++)
            if (!told[i] && (best < 0 || probabilities[i] > probabilities[best]))
                best = i;
        told[best] = true;
        printf("%s %s %.1f%%", shown ? "," : "", bears->classes[best], 100 * (double)probabilities[best]);
    }
    putchar('\n');
}

/* --- What it cannot say ------------------------------------------------------------------------------ */

/* An empty grey wall. "None of these" is not in the vocabulary, so one of the bears it will be. */
static void ask_about_nothing(const Classifier *bears, float *probabilities)
{
    Image *wall = image_scoped(image_new(256, 256, 3));
    if (!wall)
        return;
    memset(wall->pixels, 128, image_bytes(wall));
    puts("\n--- A grey wall, with no bear at all");
    answer(bears, wall, probabilities);
}

/* --- The picture ------------------------------------------------------------------------------------- */

static void plot_answer(const Classifier *bears, const Image *photo, const float *probabilities,
                        const char *folder)
{
    const char *data = file_join(folder, "00-answer.csv"), *seen = file_join(folder, "00-seen.png"),
               *png = file_join(folder, "00-answer.png");
    Image *square =
        image_scoped(image_random_resized_crop(photo, bears->size, 1, NULL)); /* the middle of it */
    FileWriter *writer = square && file_make_folder(folder) ? file_create(data) : NULL;
    if (!writer || !image_save_png(square, seen))
        return;
    for (int i = 0; i < bears->n_classes; i++)
        fprintf(file_stream(writer), "%s,%.6f\n", bears->classes[i], (double)probabilities[i]);
    const PlotVariable variables[] = {{"data", data}, {"photo", seen}};
    putchar('\n');
    if (file_commit(writer))
        plot_show(stdout, "ch00-answer", png, "what the net sees, and what it says", 2, variables);
}

static void play(const Options *options)
{
    Classifier *bears = classifier_load(options->model);
    Image *photo = bears ? image_scoped(image_load(options->image)) : NULL;
    float *probabilities = photo ? scope_alloc((size_t)bears->n_classes * sizeof *probabilities) : NULL;
    if (!probabilities)
        return;

    print_model(bears, options->model);
    printf("\n--- %s\n", options->image);
    answer(bears, photo, probabilities);
    print_top(bears, probabilities);
    if (!options->common.no_plot)
        plot_answer(bears, photo, probabilities, options->common.out);
    ask_about_nothing(bears, probabilities);
}

int main(int argc, char **argv)
{
    static const char title[] = "Chapter 00, the whole game: takes less than a second.";
    Options options = {.common = {.seed = 42, .out = "build/plots"},
                       .model = file_exists(SHIPPED) ? SHIPPED : OWN};
    const Flag flags[] = {{"model", FLAG_TEXT, &options.model, 0, 0, "a file that `make bears` wrote"},
                          FLAGS_COMMON(options.common)};
    CommandLine line = {.usage = "whole_game [flags] [IMAGE]\n\n",
                        .n_flags = sizeof flags / sizeof *flags,
                        .flags = flags,
                        .max_rest = 1};
    if (!flags_parse(&line, stdout, &argc, argv))
        return finish("00_whole_game");

    puts(title);
    if (!chapter_apply(&options.common) || !chapter_device(stdout))
        return finish("00_whole_game");
    options.image = argc > 1 ? argv[1] : file_join(FOLDER, "grizzly.jpg");
    play(&options);
    check_report(stdout);
    return finish("00_whole_game");
}
