/* One label of ten is made wrong. Which ones? */
#include "interpretation.h"

enum { FOLDS = 5, EPOCHS = 12, KEEP = 96, QUICK_PHOTOS = 60 };

typedef struct Planted {
    const Dataset *photos; /* with the wrong labels                                  */
    int *labels;           /* (n) these labels                                       */
    bool *wrong;           /* (n) which ones were made so                            */
    int64_t n_wrong;
    uint64_t seed;
    int epochs;
    double *seen_loss; /* (n) sum of the losses by those nets that were trained on it */
} Planted;

/* Every tenth label becomes one of the other classes. */
static bool plant(Planted *planted, const Dataset *photos)
{
    int64_t n = photos->n;
    int *labels = planted->labels = scope_alloc((size_t)n * sizeof *labels);
    int64_t *order = scope_alloc((size_t)n * sizeof *order);
    planted->wrong = scope_alloc((size_t)n * sizeof *planted->wrong);
    planted->seen_loss = scope_alloc((size_t)n * sizeof *planted->seen_loss);
    if (!labels || !order || !planted->wrong || !planted->seen_loss)
        return false;
    Random random;
    random_init(&random, planted->seed);
    random_randperm(&random, order, n);
    planted->n_wrong = n / 10;
    for (int64_t i = 0; i < n; i++)
        labels[i] = photos->label(photos, i);
    for (int64_t i = 0; i < planted->n_wrong; i++) {
        uint32_t further = random_u32(&random) % (uint32_t)(photos->n_classes - 1);
        labels[order[i]] = (labels[order[i]] + 1 + (int)further) % photos->n_classes;
        planted->wrong[order[i]] = true;
    }
    planted->photos = dataset_relabel(photos, labels);
    return planted->photos != NULL;
}

/* The numbers in the whole set of the photos outside of a fold, in order. */
static void add_seen(Planted *planted, const Interpretation *seen, const int *fold, int which)
{
    int64_t at = 0;
    for (int64_t i = 0; i < planted->photos->n; i++)
        if (fold[i] != which)
            planted->seen_loss[i] += (double)seen->losses[at++];
}

typedef struct Folds {
    Planted *planted;
    const int *fold;
} Folds;

/* Train on the others, and ask about these; and, to compare, about what was trained on. */
static Interpretation *train_fold(void *context, int fold, const Dataset *train, const Dataset *held_out)
{
    Folds *folds = context;
    Planted *planted = folds->planted;
    Classifier *model = judge_train(train, held_out, planted->epochs, planted->seed + (uint64_t)fold);
    if (!model)
        return NULL;
    Interpretation *seen = interpretation_of(model->net, classifier_loader(model, train));
    if (!seen)
        return NULL;
    add_seen(planted, seen, folds->fold, fold);
    return interpretation_of(model->net, classifier_loader(model, held_out));
}

/* How many of the wrong labels are among the first `share` of an order. */
static int64_t found(const Planted *planted, const int64_t *order, double share)
{
    int64_t n = 0, most = (int64_t)(share * (double)planted->photos->n);
    for (int64_t i = 0; i < most; i++)
        n += planted->wrong[order[i]];
    return n;
}

/* The order by the losses of those nets that know the photo. */
static int64_t *order_by_seen(const Planted *planted, const Interpretation *unseen)
{
    Interpretation seen = *unseen;
    seen.losses = scope_alloc((size_t)seen.n * sizeof *seen.losses);
    for (int64_t i = 0; seen.losses && i < seen.n; i++)
        seen.losses[i] = (float)planted->seen_loss[i];
    return seen.losses ? top_losses(&seen, false) : NULL;
}

static void compare(const Planted *planted, const Interpretation *unseen, bool quick, const char *folder)
{
    static const double shares[] = {0.05, 0.1, 0.15, 0.2, 0.3};
    const int64_t *order = top_losses(unseen, false), *seen = order_by_seen(planted, unseen);
    if (!order || !seen)
        return;
    puts("\nof the highest losses   planted labels among them");
    puts("                        out of fold    by nets that were trained on them");
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        printf("%5.0f %% %27.0f %% %23.0f %%\n", 100 * shares[i],
               100.0 * (double)found(planted, order, shares[i]) / (double)planted->n_wrong,
               100.0 * (double)found(planted, seen, shares[i]) / (double)planted->n_wrong);
    if (!quick)
        check_at_least("planted labels found among 15 % of the photos",
                       (double)found(planted, order, 0.15) / (double)planted->n_wrong, 0.9);
    if (folder)
        save_sheet(top_losses_montage(unseen, order, 20, 96), folder, "20-planted.jpg",
                   "what the labels of the highest losses say");
}

void show_planted(const char *photos, uint64_t seed, bool quick, const char *folder)
{
    const Dataset *all = folder_open(photos, KEEP, NULL);
    Planted planted = {.seed = seed, .epochs = quick ? 1 : EPOCHS};
    if (quick && all) { /* a few of each class */
        Sides few = split_random(all->n, 1.0, seed);
        all = dataset_subset(all, few.valid, QUICK_PHOTOS < all->n ? QUICK_PHOTOS : all->n);
    }
    if (!all || !plant(&planted, all))
        return;
    int k = quick ? 2 : FOLDS;
    printf("\n--- %" PRId64 " of %" PRId64 " labels are made wrong: who finds them?\n", planted.n_wrong,
           all->n);
    int *fold = scope_alloc((size_t)all->n * sizeof *fold);
    if (!split_folds_stratified(all->n, planted.labels, k, seed, fold))
        return;
    Folds folds = {&planted, fold};
    const Interpretation *unseen = folds_interpretation(planted.photos, folds.fold, k, train_fold, &folds);
    if (!unseen)
        return;
    printf(
        "\n%d folds; %.1f %% of the labels, right and wrong ones, are as a net says that has not seen them\n",
        k, 100 * interpretation_accuracy(unseen));
    compare(&planted, unseen, quick, folder);
}
