/* The bear classifier's recipe. */
#include "recipe.h"

Recipe recipe_new(bool quick)
{
    Recipe recipe = {.size = 96,
                     .keep_side = 160,
                     .batch = 32,
                     .epochs = 20,
                     .lr_max = 4e-3,
                     .min_scale = 0.35f,
                     .max_lighting = 0.2f,
                     .dropout = 0.3};
    if (quick) { /* a quarter of the pixels: good enough to see that all is well */
        recipe.size = 64;
        recipe.keep_side = 80;
        recipe.epochs = 3;
    }
    return recipe;
}

Classifier *recipe_classifier(const Recipe *recipe, int n_classes, const char **classes)
{
    return classifier_new("bear_net", n_classes, classes, recipe->size, recipe->keep_side, recipe->dropout);
}
