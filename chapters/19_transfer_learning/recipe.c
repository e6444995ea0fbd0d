/* The bear classifier's recipe. */
#include "recipe.h"

/* A net learns from steps, and a small folder gives few of them in an epoch. */
static int64_t epochs_for(int64_t n_train)
{
    enum { PHOTOS_SEEN = 16000, FEWEST = 12, MOST = 40 };
    int64_t epochs = n_train > 0 ? PHOTOS_SEEN / n_train : MOST;
    return epochs < FEWEST ? FEWEST : epochs > MOST ? MOST : epochs;
}

Recipe recipe_new(bool quick, int64_t n_train)
{
    Recipe recipe = {.size = 96,
                     .keep_side = KEEP_SIDE,
                     .batch = 16,
                     .epochs = epochs_for(n_train),
                     .lr_max = 3e-3,
                     .min_scale = 0.4f,
                     .augment = {.p_affine = -1}, /* flips and light; no turns, zooms and warps */
                     .dropout = 0.3};
    if (quick) { /* fewer pixels and epochs: good enough to see that all is well */
        recipe.size = 64;
        recipe.epochs = 4;
    }
    return recipe;
}

Classifier *recipe_classifier(const Recipe *recipe, int n_classes, const char **classes)
{
    return classifier_new("bear_net", n_classes, classes, recipe->size, recipe->keep_side, recipe->dropout);
}
