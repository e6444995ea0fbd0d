/* Using a trained model: naming photos, and counting its errors on a labelled folder. */
#include "look.h"

void look_found(const char *folder, const Dataset *photos, const FolderReport *report)
{
    enum { SHOWN = 6 };
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
    /* A line "and 1 more" would take the place of that one. */
    int64_t shown = report->n_rejected > SHOWN ? SHOWN - 1 : report->n_rejected;
    printf("%" PRId64 " file%s left out:\n", report->n_rejected, report->n_rejected == 1 ? "" : "s");
    for (int64_t i = 0; i < shown; i++)
        printf("  %s: %s\n", report->rejected[i].path, report->rejected[i].reason);
    if (shown < report->n_rejected)
        printf("  and %" PRId64 " more\n", report->n_rejected - shown);
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

Confusion *look_confusion_of(Module *net, Loader *photos)
{
    const Dataset *set = loader_dataset(photos);
    Tensor *logits = NULL, *labels = NULL, *losses = NULL;
    if (!learner_predictions(net, photos, &logits, &labels, &losses))
        return NULL;
    return confusion_of(logits, labels, losses, set->n_classes, set->classes);
}

bool look_top_losses(const Interpretation *interp, const char *sheet)
{
    enum { SHOWN = 6 };
    const int64_t *order = top_losses(interp, false);
    if (!order)
        return false;
    int64_t shown = interp->n < SHOWN ? interp->n : SHOWN;
    top_losses_print(stdout, interp, order, shown);
    return montage_save(image_scoped(top_losses_montage(interp, order, shown, 0)), sheet);
}

int64_t look_copies(Datasets photos)
{
    const int64_t *group = dataset_duplicates(photos.all);
    bool *in_training = group ? scope_alloc((size_t)photos.all->n * sizeof *in_training) : NULL;
    int64_t copies = 0;
    for (int turn = 0; in_training && turn < 2; turn++) {
        const Dataset *side = turn == 0 ? photos.train : photos.valid;
        for (int64_t i = 0; i < side->n; i++)
            for (int64_t a = 0; a < photos.all->n; a++)
                if (photos.all->path(photos.all, a) == side->path(side, i)) {
                    if (turn == 0)
                        in_training[group[a]] = true;
                    else
                        copies += in_training[group[a]];
                }
    }
    return copies;
}

/* --- a labelled folder ---------------------------------------------------------------------------------- */

/* All photos of a folder with the model's numbers for their classes: the folder may hold fewer of them. */
static Datasets open_for(const Classifier *model, const char *folder)
{
    DataBlock block = {.get_items = get_class_files,
                       .splitter = random_splitter(1, 0), /* all of them were held back from the model */
                       .vocab = {model->n_classes, model->classes},
                       .photos = {.keep_side = model->keep_side}};
    return data_block_datasets(&block, folder);
}

bool look_evaluate(const Classifier *model, const char *folder)
{
    if (!model)
        return false;
    Datasets sets = open_for(model, folder);
    look_found(folder, sets.all, sets.report);
    Confusion *confusion = look_confusion_of(model->net, classifier_loader(model, sets.all));
    if (!confusion)
        return false;
    printf("\nerrors: %" PRId64 " of %" PRId64 "\n\n", confusion->errors, confusion->n);
    confusion_print(stdout, confusion);
    printf("\nmean loss: %.4f\n", confusion->mean_loss);
    return true;
}
