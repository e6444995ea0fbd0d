/* What a net thinks of the photos in a folder, and the page that shows it. */
#include "sort.h"

/* Which photos chapter 19 has held back, if it was given the same folder and seed. */
static bool *held_back(const Dataset *photos, uint64_t seed)
{
    bool *valid = scope_alloc((size_t)photos->n * sizeof *valid);
    Sides sides = split_random(photos->n, 0.2, seed);
    for (int64_t i = 0; valid && i < sides.n_valid; i++)
        valid[sides.valid[i]] = true;
    return valid;
}

bool sort_look(void *context, const char *folder, CleanerFindings *found)
{
    const SortOptions *options = context;
    const Classifier *model = options->folds > 1 ? NULL : classifier_load(options->model);
    const Dataset *photos = folder_open(folder, model ? model->keep_side : KEEP_SIDE, NULL);
    if (!photos)
        return false;
    const Interpretation *said = options->folds > 1
                                     ? nets_held_out(photos, (int)options->folds, options->training)
                                     : nets_ask(model, photos);
    if (!said)
        return false;
    *found = (CleanerFindings){.set = photos, .log_p = said->log_p};
    if (options->folds > 1) {
        found->source = scope_text("each judged by one of %d nets that had not seen it", (int)options->folds);
    } else {
        found->source = scope_text("judged by %s", options->model);
        found->valid = held_back(photos, options->training.seed);
    }
    return error_ok();
}

/* With folds, looking again is training again. */
static bool nothing_to_train(void *context, const char *folder, Cleaner *cleaner)
{
    (void)context;
    (void)folder;
    cleaner_tell(cleaner, "training new nets, one for each part of the photos ...\n");
    return true;
}

void sort_on_page(SortOptions *options)
{
    printf("looking at %s ...\n", options->folder);
    fflush(stdout);
    Cleaner *cleaner = cleaner_start((CleanerOptions){.folder = options->folder,
                                                      .look = sort_look,
                                                      .train = options->folds > 1 ? nothing_to_train
                                                               : options->trainer ? trainer_run
                                                                                  : NULL,
                                                      .context = options,
                                                      .port = (int)options->port});
    if (!cleaner)
        return;
    printf("open http://127.0.0.1:%d/ in a browser; Ctrl-C ends it, and the marks stay\n",
           cleaner_port(cleaner));
    fflush(stdout);
    cleaner_serve(cleaner);
}
