/* Cross-validation: as many trainings as there are folds, seeds and ways. */
#include "crossvalidate.h"

#include "card.h"
#include "look.h"

typedef enum { SCRATCH, FROZEN, TUNED, WAYS } Way;

static const char *const way_names[WAYS] = {"scratch", "frozen", "tuned"};

static bool is_wanted(const Recipe *recipe, const CrossValidation *how, int way)
{
    return how->ways ? strstr(how->ways, way_names[way]) != NULL : way == SCRATCH || recipe->weights;
}

/* The photos of one fold validate, the others train. */
static Datasets fold_of(Dataset *all, const int *fold, int number)
{
    int64_t *index = scope_alloc((size_t)all->n * sizeof *index), n = 0, n_valid = 0;
    for (int64_t i = 0; index && i < all->n; i++)
        if (fold[i] == number)
            index[n_valid++] = i;
    Dataset *valid = dataset_subset(all, index, n_valid);
    for (int64_t i = 0; index && i < all->n; i++)
        if (fold[i] != number)
            index[n++] = i;
    return (Datasets){.all = all, .train = dataset_subset(all, index, n), .valid = valid};
}

/* All three take the same epochs: fine_tune's, the frozen one included. */
static bool fit(const Recipe *recipe, Learner *learn, int way)
{
    int epochs = recipe->epochs + recipe->freeze_epochs;
    OneCycle cycle = {.lr_max = recipe->lr};
    if (way == SCRATCH)
        return learner_fit_one_cycle(learn, epochs, cycle);
    return way == FROZEN ? vision_fit_head(learn, epochs, cycle) : recipe_fit(recipe, learn);
}

/* The net's answers for the photos that validate. */
static Confusion *answers(const Recipe *recipe, const CrossValidation *how, Learner *learn, uint64_t seed)
{
    Loader *plain = learner_loader(learn, false);
    if (!how->tta)
        return look_confusion_of(learner_net(learn), plain);
    const Dataset *photos = loader_dataset(plain);
    Tensor *mean = NULL, *labels = NULL;
    if (!learner_tta(learner_net(learn), recipe_several_looks(recipe, photos, seed), plain, (Tta){0}, &mean,
                     &labels))
        return NULL;
    return confusion_of(mean, labels, NULL, photos->n_classes, photos->classes);
}

/* One training; adds its answers about the fold to `sum` and returns how many of them are wrong, or -1. */
static int64_t judge(const Recipe *recipe, const CrossValidation *how, Datasets photos, int way,
                     uint64_t seed, Confusion *sum)
{
    Scope scope = scope_begin();
    Recipe its = *recipe;
    if (way == SCRATCH)
        its.weights = NULL;
    random_seed(seed);
    Learner *learn =
        recipe_learner(&its, recipe_loaders(&its, photos, seed), (LearnerOptions){.progress = stderr});
    Confusion *found = fit(&its, learn, way) ? answers(&its, how, learn, seed) : NULL;
    int64_t errors = found ? found->errors : -1;
    for (int i = 0; found && i < sum->n_classes * sum->n_classes; i++)
        sum->counts[i] += found->counts[i];
    if (found) {
        sum->n += found->n;
        sum->errors += found->errors;
    }
    scope_end(scope);
    return errors;
}

static bool go_through(const Recipe *recipe, const CrossValidation *how, Dataset *all, const int64_t *copies,
                       Confusion *sums)
{
    int *fold = scope_alloc((size_t)all->n * sizeof *fold);
    for (int64_t s = 0; fold && s < how->seeds; s++) {
        uint64_t seed = how->seed + (uint64_t)s;
        if (!split_folds(all->n, copies, (int)how->folds, seed, fold))
            return false;
        for (int f = 0; f < how->folds; f++) {
            Datasets photos = fold_of(all, fold, f);
            printf("%6" PRIu64 " %4d %7" PRId64, seed, f + 1, photos.valid->n);
            for (int way = 0; way < WAYS; way++) {
                int64_t errors =
                    is_wanted(recipe, how, way) ? judge(recipe, how, photos, way, seed, &sums[way]) : 0;
                if (errors < 0)
                    return false;
                printf(is_wanted(recipe, how, way) ? " %8" PRId64 : "        -", errors);
                fflush(stdout);
            }
            printf("\n");
        }
    }
    return fold != NULL;
}

static bool sums_new(Confusion *sums, const Dataset *all)
{
    size_t n = (size_t)all->n_classes;
    for (int way = 0; way < WAYS; way++) {
        sums[way] = (Confusion){.n_classes = all->n_classes,
                                .classes = all->classes,
                                .counts = scope_alloc(n * n * sizeof *sums[way].counts),
                                .mean_loss = NAN};
        if (!sums[way].counts)
            return false;
    }
    return true;
}

static void report(const Confusion *sums)
{
    for (int way = WAYS - 1; way >= 0; way--) {
        const Confusion *sum = &sums[way];
        if (sum->n == 0)
            continue;
        printf("\n%s: %" PRId64 " errors of %" PRId64 ", %.2f%% right\n", way_names[way], sum->errors, sum->n,
               100 - 100 * (double)sum->errors / (double)sum->n);
        confusion_print(stdout, sum);
    }
}

bool crossvalidate(const Recipe *recipe, const char *folder, CrossValidation how)
{
    if (how.card && !is_wanted(recipe, &how, TUNED))
        return error_set(ERR_VALUE, "crossvalidate: a card tells of a fine-tuned net, and none is wanted");
    DataBlock block = recipe_block(recipe, random_splitter(1, 0));
    Datasets photos = data_block_datasets(&block, folder);
    look_found(folder, photos.all, photos.report);
    const int64_t *copies = dataset_duplicates(photos.all);
    Confusion sums[WAYS];
    if (!copies || !sums_new(sums, photos.all))
        return false;
    Recipe its = *recipe;
    recipe_set_epochs(&its, photos.all->n - photos.all->n / how.folds);
    int64_t alone = 0;
    for (int64_t i = 0; i < photos.all->n; i++)
        alone += copies[i] == i;
    printf("%" PRId64 " groups of near copies or single photos, in %" PRId64
           " folds; %s of %d x %d, batches of %d, "
           "%d epochs%s\n\n  seed fold  photos  scratch   frozen    tuned\n",
           alone, how.folds, its.arch, its.size, its.size, its.batch, its.epochs + its.freeze_epochs,
           how.tta ? ", each photo judged in five versions" : "");
    if (!go_through(&its, &how, photos.all, copies, sums))
        return false;
    report(sums);
    return !how.card || card_write(how.card, &its, folder, photos.all, &how, &sums[TUNED]);
}
