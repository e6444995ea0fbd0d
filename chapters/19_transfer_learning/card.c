/* A model card in Markdown: measured numbers, and what no number says. */
#include "card.h"

static const char *last_name(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash && slash[1] ? slash + 1 : folder;
}

static void write_data(FILE *out, const char *folder, const Dataset *photos, const int64_t *counts)
{
    fprintf(out,
            "## Data\n\n%" PRId64 " photos in the folder `%s`, labelled by the names of its sub-folders:",
            photos->n, last_name(folder));
    for (int c = 0; c < photos->n_classes; c++)
        fprintf(out, "%s %" PRId64 " %s", c ? "," : "", counts[c], photos->classes[c]);
    fputs(".\n\n", out);
}

static void write_recipe(FILE *out, const Recipe *recipe)
{
    fprintf(out,
            "## Net and training\n\n%s with %s body, fine-tuned: %d epoch%s with the body frozen, then %d "
            "with all "
            "of it trained, Adam up to a rate of %g, batches of %d%s. Pictures of %d x %d, %s.\n\n",
            recipe->arch, recipe->weights ? "a pretrained" : "an untrained", recipe->freeze_epochs,
            recipe->freeze_epochs == 1 ? "" : "s", recipe->epochs, recipe->lr, recipe->batch,
            recipe->label_smoothing ? ", label smoothing" : "", recipe->size, recipe->size,
            recipe->no_augment ? "not augmented" : "cut at random, flipped, turned, lit and warped");
}

static void write_errors(FILE *out, const CrossValidation *how, const Confusion *found)
{
    int n = found->n_classes;
    fprintf(out,
            "## Errors\n\nMeasured by %" PRId64 "-fold cross-validation with %" PRId64
            " seed%s: each photo was judged by a net that had seen neither it nor a near copy of it%s. "
            "**%" PRId64 " errors in %" PRId64 " answers**, %.2f%% right.\n\n| is | answers | errors |",
            how->folds, how->seeds, how->seeds == 1 ? "" : "s",
            how->tta ? ", in five versions (test-time augmentation)" : "", found->errors, found->n,
            100 - 100 * (double)found->errors / (double)found->n);
    for (int c = 0; c < n; c++)
        fprintf(out, " called %s |", found->classes[c]);
    fputs("\n|---|---|---|", out);
    for (int c = 0; c < n; c++)
        fputs("---|", out);
    for (int a = 0; a < n; a++) {
        int64_t sum = 0;
        for (int c = 0; c < n; c++)
            sum += found->counts[a * n + c];
        fprintf(out, "\n| %s | %" PRId64 " | %" PRId64 " |", found->classes[a], sum,
                sum - found->counts[a * n + a]);
        for (int c = 0; c < n; c++)
            fprintf(out, " %" PRId64 " |", found->counts[a * n + c]);
    }
    fputs(
        "\n\nThe labels come from the web and some are wrong, so not every one of these is the net's error. "
        "The shipped net has learnt from all photos; it is one more net by the same recipe, not the ones "
        "that "
        "were measured.\n\n",
        out);
}

static void write_trust(FILE *out)
{
    fputs("## When not to trust it\n\n"
          "- When the picture shows none of its classes. It names one all the same, often with a high "
          "probability: a grey wall is a bear to it.\n"
          "- When the picture is unlike those of the web: night, infrared, blurred frames of a video, "
          "animals from "
          "behind or far away.\n"
          "- When something depends on it. A probability of 0.99 says how the classes compare and is no "
          "promise "
          "about 99 of 100 answers; where a bear may hurt somebody, a person looks.\n"
          "- For species: the folders hold what people called a photo, and no zoologist has looked at it.\n",
          out);
}

bool card_write(const char *path, const Recipe *recipe, const char *folder, const Dataset *photos,
                const CrossValidation *how, const Confusion *found)
{
    int64_t *counts = scope_alloc((size_t)photos->n_classes * sizeof *counts);
    FileWriter *writer = counts ? file_create(path) : NULL;
    if (!writer)
        return false;
    dataset_class_counts(photos, counts);
    FILE *out = file_stream(writer);
    fprintf(out, "# A classifier of %s\n\nIt tells", last_name(folder));
    for (int c = 0; c < photos->n_classes; c++)
        fprintf(out, "%s %s", c == 0 ? "" : c + 1 < photos->n_classes ? "," : " and", photos->classes[c]);
    fputs(" apart, in photos that show one of them.\n\n", out);
    write_data(out, folder, photos, counts);
    write_recipe(out, recipe);
    write_errors(out, how, found);
    write_trust(out);
    return file_commit(writer);
}
