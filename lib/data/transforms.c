/* The item transforms, which cut to size, and the batch transform that augments. */
#include "data/transforms.h"

#include "base/error.h"
#include "base/scope.h"

typedef struct Recipe {
    int size;
    ResizeMethod method;
    float min_scale;
} Recipe;

static ItemTransform made(Image *(*apply)(const Image *, const void *, Stream *), Recipe recipe,
                          const char *name)
{
    Recipe *how = NULL;
    if (recipe.size < 1 || !(recipe.min_scale > 0 && recipe.min_scale <= 1))
        error_set(ERR_VALUE, "transform: size %d, min_scale %g: wanted are size >= 1 and min_scale in (0, 1]",
                  recipe.size, (double)recipe.min_scale);
    else
        how = scope_alloc(sizeof *how);
    if (how)
        *how = recipe;
    return (ItemTransform){apply, how, name};
}

static Image *apply_resize(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    return recipe ? image_fit(image, recipe->size, recipe->size, recipe->method, stream) : NULL;
}

ItemTransform transform_resize(int size, ResizeMethod method)
{
    static const char *const methods[] = {"CROP", "SQUISH", "PAD_ZEROS", "PAD_BORDER", "PAD_REFLECTION"};
    if (method > RESIZE_PAD_REFLECTION) {
        error_set(ERR_VALUE, "transform_resize: there is no method %d", (int)method);
        return (ItemTransform){apply_resize, NULL, NULL};
    }
    return made(apply_resize, (Recipe){.size = size, .method = method, .min_scale = 1},
                scope_text("transform_resize(%d, RESIZE_%s)", size, methods[method]));
}

static Image *apply_crop(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    return recipe ? image_random_resized_crop(image, recipe->size, recipe->min_scale, stream) : NULL;
}

ItemTransform transform_random_resized_crop(int size, float min_scale)
{
    return made(apply_crop, (Recipe){.size = size, .min_scale = min_scale},
                scope_text("transform_random_resized_crop(%d, %g)", size, (double)min_scale));
}

static bool apply_augment(const FloatImage *in, FloatImage *out, const void *how, Stream *stream)
{
    const Augment *augment = how;
    if (!augment)
        return false;
    AugmentDraw draw = augment_draw(augment, in->width, in->height, stream);
    return augment_apply(&draw, augment->pad, in, out);
}

static PicturePlan plan_augment(const FloatImage *in, const FloatImage *out, const void *how, Stream *stream)
{
    AugmentDraw draw = augment_draw(how, in->width, in->height, stream);
    PicturePlan plan = augment_plan(&draw, in, out);
    augment_erase_plan(how, out, stream, &plan);
    return plan;
}

static bool apply_erase(FloatImage *image, const void *how, Stream *stream)
{
    augment_erase_(how, image, stream);
    return true;
}

BatchTransform aug_transforms(Augment how)
{
    Augment *kept = augment_fill(&how) ? scope_alloc(sizeof *kept) : NULL;
    if (kept)
        *kept = how;
    return (BatchTransform){.apply = apply_augment,
                            .after = how.p_erase > 0 ? apply_erase : NULL,
                            .plan = kept ? plan_augment : NULL,
                            .how = kept,
                            .size = how.size,
                            .pad = how.pad,
                            .name = "aug_transforms"};
}
