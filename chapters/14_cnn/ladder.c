/* The recipes: a net that does not learn, and what helps it. */
#include "cnn.h"

static const float MEAN[1] = {0.1307f}, DEVIATION[1] = {0.3081f}; /* of MNIST's training set */

static const Recipe RECIPE[RECIPES] = {
    {.name = "constant rate .06", .batch = 64, .epochs = 1, .seeds = 5, .lr = 0.06, .published = 0.1135},
    {.name = "larger batches", .batch = 512, .epochs = 1, .seeds = 5, .lr = 0.06, .published = 0.1135},
    {.name = "one cycle to .06",
     .batch = 512,
     .epochs = 1,
     .seeds = 3,
     .lr = 0.06,
     .one_cycle = true,
     .published = 0.9743},
    {.name = "and batch normalisation",
     .batch = 512,
     .epochs = 1,
     .seeds = 3,
     .lr = 0.06,
     .one_cycle = true,
     .batch_norm = true,
     .published = 0.9864},
    {.name = "and 5 epochs, up to .1",
     .batch = 512,
     .epochs = 5,
     .seeds = 2,
     .lr = 0.1,
     .one_cycle = true,
     .batch_norm = true,
     .published = 0.9912},
    {.name = "and 8, with augmentation",
     .batch = 512,
     .epochs = 8,
     .seeds = 1,
     .lr = 0.1,
     .one_cycle = true,
     .batch_norm = true,
     .augment = true},
};

/* Twice the channels of the net for threes and sevens, and five by five pixels for its first kernels. */
static Module *simple_cnn(bool norm)
{
    Module *last = nn_conv(64, 10, 3, (ConvOptions){.stride = 2, .pad = 1});
    return nn_sequential(nn_halving(1, 8, 5, norm), nn_halving(8, 16, 3, norm), nn_halving(16, 32, 3, norm),
                         nn_halving(32, 64, 3, norm), norm ? nn_sequential(last, nn_batch_norm(10)) : last,
                         nn_flatten());
}

/* Where digits are, they differ by a few degrees and a tenth of their size. (chapter 18) */
static BatchTransform a_little_different(void)
{
    return aug_transforms((Augment){.p_flip = -1, .max_warp = 0.1f, .p_lighting = -1});
}

/* One training, from the data to the share of right answers. */
static double try(const Recipe *recipe, const Dataset *train, const Dataset *valid, uint64_t seed,
                  Activations *watch, Tensor *first)
{
    random_seed(seed);
    LoaderOptions options = {.batch = recipe->batch,
                             .shuffle = true,
                             .drop_last = true,
                             .train = true,
                             .mean = MEAN,
                             .std = DEVIATION,
                             .seed = seed};
    if (recipe->augment)
        options.batch_tfms = a_little_different();
    Loader *batches = loader_new(train, options);
    Loader *judge = loader_new(valid, (LoaderOptions){.batch = 500, .mean = MEAN, .std = DEVIATION});
    Module *net = simple_cnn(recipe->batch_norm);
    Optim *adam = optim_adam(nn_parameters(net), optim_fastai());
    Learner *learn = learner_new(batches, judge, net, adam, (LearnerOptions){.progress = stderr});
    if (!learn)
        return NAN;
    if (watch)
        activations_begin(watch, (int)((loader_batches(batches) + RECORDS - 1) / RECORDS));
    bool done = recipe->one_cycle
                    ? learner_fit_one_cycle(learn, recipe->epochs, (OneCycle){.lr_max = recipe->lr})
                    : learner_fit(learn, recipe->epochs, recipe->lr);
    activations_end();
    tensor_copy_(first, nn_parameters(net)->tensors[0]);
    return done ? learner_accuracy(net, judge) : NAN;
}

/* All trainings of a recipe; of the worst it keeps what was seen inside. */
static void climb(Recipe *recipe, const Dataset *train, const Dataset *valid, uint64_t seed, bool watched,
                  Tensor *first)
{
    Activations *now = watched ? scope_alloc(sizeof *now) : NULL,
                *worst = watched ? scope_alloc(sizeof *worst) : NULL;
    double lowest = INFINITY;
    printf("%-27s %5d %6d ", recipe->name, recipe->batch, recipe->epochs);
    for (int i = 0; i < SEEDS; i++) {
        if (i >= recipe->seeds || !error_ok()) {
            printf("       ");
            continue;
        }
        Scope scope = scope_begin();
        recipe->accuracy[i] = try(recipe, train, valid, seed + (uint64_t)i, now, first);
        scope_end(scope);
        printf(" %6.4f", recipe->accuracy[i]);
        fflush(stdout);
        if (now && worst && recipe->accuracy[i] < lowest) {
            lowest = recipe->accuracy[i];
            *worst = *now;
        }
    }
    recipe->worst = worst;
    puts(recipe->published > 0 ? scope_text("   %6.4f", recipe->published) : "");
}

/* The pattern that the book has, with room for other seeds; and less of it where there are few digits. */
static void check_pattern(const Ladder *ladder, bool small)
{
    static const double at_least[RECIPES][2] = {{0},         {0},          {0.965, 0.75},
                                                {0.98, 0.8}, {0.99, 0.85}, {0.9912, 0.85}};
    for (int r = 0; r < RECIPES; r++) {
        const Recipe *recipe = &ladder->recipes[r];
        double lowest = INFINITY;
        for (int i = 0; i < recipe->seeds; i++)
            lowest = fmin(lowest, recipe->accuracy[i]);
        if (r >= 2)
            check_at_least(recipe->name, lowest, at_least[r][small]);
        else if (!small)
            check_that(scope_text("%s: some starts learn nothing", recipe->name), lowest < 0.2);
    }
}

Ladder *ladder(const Dataset *train, const Dataset *valid, uint64_t seed, bool small)
{
    Ladder *all = scope_alloc(sizeof *all);
    if (!all)
        return NULL;
    all->first = tensor_zeros(SHAPE(8, 5, 5, 1));
    puts("\n--- Ten digits: the share of right answers, by recipe and seed\n");
    printf("%-27s batch epochs ", "");
    for (int i = 0; i < SEEDS; i++)
        printf(" %6d", (int)seed + i);
    puts("  the book");
    for (int r = 0; r < RECIPES && error_ok(); r++) {
        all->recipes[r] = RECIPE[r];
        if (small) { /* a tenth of the digits: batches of an eighth, so that there are about as many steps */
            all->recipes[r].batch /= 8;
            all->recipes[r].seeds = 1;
        }
        climb(&all->recipes[r], train, valid, seed, r < WATCHED_RECIPES, all->first);
    }
    check_pattern(all, small);
    return error_ok() ? all : NULL;
}
