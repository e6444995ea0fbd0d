/* Using a trained model: naming photos, and counting its errors on a labelled folder. */
#include "look.h"

void look_found(const char *folder, const Dataset *photos, const FolderReport *report)
{
    enum { SHOWN = 5 };
    int64_t *counts = photos && report ? scope_alloc((size_t)photos->n_classes * sizeof *counts) : NULL;
    if (!counts)
        return;
    dataset_class_counts(photos, counts);
    printf("%" PRId64 " photos in %s:", photos->n, folder);
    for (int i = 0; i < photos->n_classes; i++)
        printf("%s %s %" PRId64, i ? "," : "", photos->classes[i], counts[i]);
    printf("\n");
    if (report->n_rejected == 0)
        return;
    printf("%" PRId64 " files left out:\n", report->n_rejected);
    for (int64_t i = 0; i < report->n_rejected && i < SHOWN; i++)
        printf("  %s: %s\n", report->rejected[i].path, report->rejected[i].reason);
    if (report->n_rejected > SHOWN)
        printf("  and %" PRId64 " more\n", report->n_rejected - SHOWN);
}

/* --- naming photos ------------------------------------------------------------------------------------ */

/* "a.jpg: grizzly   (grizzly 97.1%, black 2.8%, teddy 0.1%)": the three likeliest first. */
static void print_answer(const Classifier *model, const char *path, float *probability)
{
    enum { SHOWN = 3 };
    for (int shown = 0; shown < SHOWN && shown < model->n_classes; shown++) {
        int best = 0;
        for (int c = 1; c < model->n_classes; c++)
            if (probability[c] > probability[best])
                best = c;
        if (shown == 0)
            printf("%s: %s   (", path, model->classes[best]);
        printf("%s%s %.1f%%", shown ? ", " : "", model->classes[best], 100 * (double)probability[best]);
        probability[best] = -1;
    }
    printf(")\n");
}

static bool predict_one(const Classifier *model, const char *path)
{
    float *probability = scope_alloc((size_t)model->n_classes * sizeof *probability);
    if (!probability || classifier_predict(model, image_scoped(image_load(path)), probability) < 0)
        return false;
    print_answer(model, path, probability);
    return true;
}

bool look_predict(const Classifier *model, int n, char **paths)
{
    bool done = model != NULL;
    for (int i = 0; done && i < n; i++) {
        Scope scope = scope_begin();
        done = predict_one(model, paths[i]);
        scope_end(scope);
    }
    return done;
}

/* --- counting errors ---------------------------------------------------------------------------------- */

Confusion *look_confusion(const Classifier *model, Dataset *photos)
{
    Tensor *logits = NULL, *labels = NULL, *losses = NULL;
    if (!model ||
        !learner_predictions(model->net, classifier_loader(model, photos), &logits, &labels, &losses))
        return NULL;
    return confusion_of(logits, labels, losses, model->n_classes, model->classes);
}

/* A folder's photos with the model's labels: the folder may hold fewer classes than the model knows. */
typedef struct Relabelled {
    const Dataset *photos;
    int label[]; /* of the model, for each class of the folder */
} Relabelled;

static Image *relabelled_image(const Dataset *set, int64_t i)
{
    const Relabelled *state = set->state;
    return state->photos->image(state->photos, i);
}

static int relabelled_label(const Dataset *set, int64_t i)
{
    const Relabelled *state = set->state;
    return state->label[state->photos->label(state->photos, i)];
}

static const char *relabelled_path(const Dataset *set, int64_t i)
{
    const Relabelled *state = set->state;
    return state->photos->path(state->photos, i);
}

/* The number of a class by its name; -1 when the model does not know it. */
static int class_number(const Classifier *model, const char *name)
{
    for (int c = 0; c < model->n_classes; c++)
        if (strcmp(model->classes[c], name) == 0)
            return c;
    return -1;
}

static Dataset *relabel(const Classifier *model, const Dataset *photos)
{
    Dataset *set = scope_alloc(sizeof *set);
    Relabelled *state = photos ? scope_alloc(sizeof *state + (size_t)photos->n_classes * sizeof(int)) : NULL;
    if (!set || !state)
        return NULL;
    state->photos = photos;
    for (int c = 0; c < photos->n_classes; c++)
        state->label[c] = class_number(model, photos->classes[c]);
    *set = *photos;
    set->n_classes = model->n_classes;
    set->classes = model->classes;
    set->image = relabelled_image;
    set->label = relabelled_label;
    set->path = relabelled_path;
    set->state = state;
    return set;
}

/* Asked of the names alone, before all photos are decoded. */
static bool knows_classes(const Classifier *model, const char *folder)
{
    FileList *names = file_folders(folder);
    for (int64_t i = 0; names && i < names->n; i++)
        if (class_number(model, names->names[i]) < 0) {
            const char *known = model->classes[0];
            for (int c = 1; known && c < model->n_classes; c++)
                known = scope_text("%s, %s", known, model->classes[c]);
            error_set(ERR_VALUE, "look_evaluate: %s: the model knows no class '%s'", folder, names->names[i]);
            error_hint("sub-folders can be named %s", known);
            return false;
        }
    return names != NULL;
}

bool look_evaluate(const Classifier *model, const char *folder)
{
    if (!model || !knows_classes(model, folder))
        return false;
    FolderReport *report = NULL;
    Dataset *photos = folder_open(folder, model->keep_side, &report);
    look_found(folder, photos, report);
    Confusion *confusion = look_confusion(model, relabel(model, photos));
    if (!confusion)
        return false;
    printf("\nerrors: %" PRId64 " of %" PRId64 "\n\n", confusion->errors, confusion->n);
    confusion_print(stdout, confusion);
    printf("\nmean loss: %.4f\n", confusion->mean_loss);
    return true;
}
