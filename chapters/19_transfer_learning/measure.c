/* The measured part of the chapter: what a trained body is worth. */
#include "lesson.h"

typedef enum { SCRATCH, FROZEN, TUNED, WAYS } Way;

static const char *const way_names[WAYS] = {"from scratch", "frozen", "fine-tuned"};

enum { MOST_EPOCHS = 100, LONGER = 2 /* times, with few photos */ };

/* Errors of one training, by epoch; the photos of validation are always the same. */
typedef struct Curve {
    int n;
    int64_t errors[MOST_EPOCHS];
    double train_loss, valid_loss; /* at its end */
} Curve;

static Datasets with_train(Datasets photos, Dataset *train)
{
    photos.train = train;
    return photos;
}

/* lr 0: the recipe's. */
static Curve train(const Recipe *recipe, Datasets photos, Way way, double lr, uint64_t seed)
{
    Scope scope = scope_begin();
    Curve curve = {0};
    Recipe its = *recipe;
    if (way == SCRATCH)
        its.weights = NULL;
    if (photos.train->n < its.batch)
        its.batch = (int)photos.train->n;
    OneCycle cycle = {.lr_max = lr > 0 ? lr : its.lr};
    random_seed(seed);
    Learner *learn =
        recipe_learner(&its, recipe_loaders(&its, photos, seed), (LearnerOptions){.progress = stderr});
    int epochs = its.epochs + its.freeze_epochs;
    bool done = way == TUNED    ? recipe_fit(&its, learn)
                : way == FROZEN ? vision_fit_head(learn, epochs, cycle)
                                : learner_fit_one_cycle(learn, epochs, cycle);
    const Recorder *recorder = learner_recorder(learn);
    curve.n = done ? recorder->n_rows : 0;
    for (int e = 0; e < curve.n; e++)
        curve.errors[e] = llround(recorder->rows[e].error_rate * (double)photos.valid->n);
    if (curve.n > 0) {
        curve.train_loss = recorder->rows[curve.n - 1].train_loss;
        curve.valid_loss = recorder->rows[curve.n - 1].valid_loss;
    }
    scope_end(scope);
    return curve;
}

static void three_ways(const Recipe *recipe, Datasets photos, const CommonFlags *flags)
{
    Curve curves[WAYS];
    const char *data = file_join(flags->out, "19-ways.csv");
    FileWriter *writer = file_create(data);
    if (!writer)
        return;
    printf("\n--- Three ways, %d epochs each: errors of %" PRId64 " after every epoch\n\n",
           recipe->epochs + recipe->freeze_epochs, photos.valid->n);
    for (Way way = SCRATCH; way < WAYS; way++) {
        curves[way] = train(recipe, photos, way, 0, (uint64_t)flags->seed);
        printf("  %-14s", way_names[way]);
        for (int e = 0; e < curves[way].n; e++)
            printf(" %4" PRId64, curves[way].errors[e]);
        printf("\n");
        fflush(stdout);
    }
    for (int e = 0; e < curves[TUNED].n; e++)
        fprintf(file_stream(writer), "%d,%" PRId64 ",%" PRId64 ",%" PRId64 "\n", e + 1,
                curves[SCRATCH].errors[e], curves[FROZEN].errors[e], curves[TUNED].errors[e]);
    int last = curves[TUNED].n - 1;
    check_that("fine-tuned beats scratch at equal epochs",
               last >= 0 && curves[TUNED].errors[last] < curves[SCRATCH].errors[last]);
    if (file_commit(writer) && !flags->no_plot)
        plot_show(stdout, "ch19-ways", file_join(flags->out, "19-ways.png"), "three ways at equal epochs", 1,
                  (PlotVariable[]){{"data", data}});
}

/* The first `each` photos of every class. */
static Dataset *few_of(const Dataset *set, int64_t each)
{
    int64_t *index = scope_alloc((size_t)set->n * sizeof *index), n = 0,
            *taken = scope_alloc((size_t)set->n_classes * sizeof *taken);
    for (int64_t i = 0; index && taken && i < set->n; i++)
        if (taken[set->label(set, i)]++ < each)
            index[n++] = i;
    return dataset_subset(set, index, n);
}

static void fewer_photos(const Recipe *recipe, Datasets photos, const CommonFlags *flags)
{
    static const int64_t each[] = {5, 20, 50};
    puts("\n--- Fewer photos of each kind, body frozen\n");
    for (size_t k = 0; k < sizeof each / sizeof *each; k++) {
        Recipe its = *recipe;
        its.epochs = LONGER * recipe->epochs; /* the head's steps are few, and cost nothing */
        Dataset *few = few_of(photos.train, each[k]);
        Curve curve =
            few ? train(&its, with_train(photos, few), FROZEN, 0, (uint64_t)flags->seed) : (Curve){0};
        if (curve.n > 0)
            printf("  %3" PRId64 " of each: %4" PRId64 " errors of %" PRId64 "\n", each[k],
                   curve.errors[curve.n - 1], photos.valid->n);
    }
}

static void wrong_rates(const Recipe *recipe, Datasets photos, const CommonFlags *flags)
{
    static const struct {
        const char *name;
        double lr;
    } tries[] = {{"as it should be", 0}, {"much too low", 1e-6}, {"much too high", 10}};
    puts("\n--- Wrong rates, body frozen\n\n                         lr  train_loss  valid_loss  errors");
    for (size_t k = 0; k < sizeof tries / sizeof *tries; k++) {
        Curve curve = train(recipe, photos, FROZEN, tries[k].lr, (uint64_t)flags->seed);
        if (curve.n > 0)
            printf("  %-16s  %7.2g  %10.4f  %10.4f  %6" PRId64 "\n", tries[k].name,
                   tries[k].lr > 0 ? tries[k].lr : recipe->lr, curve.train_loss, curve.valid_loss,
                   curve.errors[curve.n - 1]);
    }
}

void lesson_photos(const Wishes *wishes, const CommonFlags *flags, const char *folder)
{
    Recipe recipe = recipe_new(wishes);
    if (!error_ok())
        return;
    if (LONGER * recipe.epochs + recipe.freeze_epochs > MOST_EPOCHS) {
        error_set(ERR_VALUE, "lesson_photos: %d epochs are more than the %d that are compared at most",
                  recipe.epochs, (MOST_EPOCHS - recipe.freeze_epochs) / LONGER);
        return;
    }
    if (!recipe.weights) {
        puts("\nWithout a trained body there is nothing to compare: make weights-resnet18, then make ch19 "
             "ARCH_NET=resnet18");
        return;
    }
    DataBlock block = recipe_block(&recipe, random_splitter(0.2, (uint64_t)flags->seed));
    Datasets photos = data_block_datasets(&block, folder);
    if (!photos.train)
        return;
    printf("\n%s, %d x %d: %" PRId64 " photos to train on, %" PRId64 " to validate on\n", recipe.arch,
           recipe.size, recipe.size, photos.train->n, photos.valid->n);
    recipe.batch = 32;
    three_ways(&recipe, photos, flags);
    fewer_photos(&recipe, photos, flags);
    wrong_rates(&recipe, photos, flags);
}
