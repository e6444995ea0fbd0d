/* The item transforms: cutting to size, flipping, light. */
#include "data/transforms.h"

#include <math.h>

#include "base/error.h"
#include "base/scope.h"

typedef struct Recipe {
    int size;
    ResizeMethod method;
    float min_scale, max_lighting;
    float logit[256]; /* of each byte as a share of 255 */
} Recipe;

static ItemTransform made(Image *(*apply)(const Image *, const void *, Stream *), Recipe recipe)
{
    Recipe *how = NULL;
    if (recipe.size < 1 || !(recipe.min_scale > 0 && recipe.min_scale <= 1) ||
        !(recipe.max_lighting >= 0 && recipe.max_lighting < 1))
        error_set(
            ERR_VALUE,
            "transform: size %d, min_scale %g, max_lighting %g: wanted are size >= 1, min_scale in (0, 1], "
            "max_lighting in [0, 1)",
            recipe.size, (double)recipe.min_scale, (double)recipe.max_lighting);
    else
        how = scope_alloc(sizeof *how);
    if (how)
        *how = recipe;
    return (ItemTransform){apply, how};
}

static Image *apply_resize(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    return recipe ? image_fit(image, recipe->size, recipe->size, recipe->method, stream) : NULL;
}

ItemTransform transform_resize(int size, ResizeMethod method)
{
    return made(apply_resize, (Recipe){.size = size, .method = method, .min_scale = 1});
}

static Image *apply_crop(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    return recipe ? image_random_resized_crop(image, recipe->size, recipe->min_scale, stream) : NULL;
}

ItemTransform transform_random_resized_crop(int size, float min_scale)
{
    return made(apply_crop, (Recipe){.size = size, .min_scale = min_scale});
}

static bool happens(Stream *stream, float probability)
{
    return stream_uniform(stream, 0, 1) < probability;
}

/* Draws a change of light and applies it by a table: a picture has more pixels than there are bytes. */
static void change_light(Image *image, const Recipe *recipe, Stream *stream)
{
    const float share = 0.75f;
    float add = 0, times = 1;
    if (happens(stream, share)) {
        float centre = 0.5f * (1 + stream_uniform(stream, -recipe->max_lighting, recipe->max_lighting));
        add = logf(centre / (1 - centre));
    }
    if (happens(stream, share)) {
        float most = -logf(1 - recipe->max_lighting);
        times = expf(stream_uniform(stream, -most, most));
    }
    uint8_t changed[256];
    for (int v = 0; v < 256; v++)
        changed[v] = (uint8_t)(255 / (1 + expf(-(recipe->logit[v] + add) * times)) + 0.5f);
    for (size_t i = 0; i < image_bytes(image); i++)
        image->pixels[i] = changed[image->pixels[i]];
}

static Image *apply_augment(const Image *image, const void *how, Stream *stream)
{
    const Recipe *recipe = how;
    Image *out = apply_crop(image, how, stream);
    if (!out || !stream)
        return out;
    if (happens(stream, 0.5f))
        image_flip_(out);
    if (recipe->max_lighting > 0)
        change_light(out, recipe, stream);
    return out;
}

ItemTransform transform_augment(int size, float min_scale, float max_lighting)
{
    Recipe recipe = {.size = size, .min_scale = min_scale, .max_lighting = max_lighting};
    for (int v = 0; v < 256; v++) {
        float x = (float)v / 255;
        x = x < 1e-7f ? 1e-7f : x > 1 - 1e-7f ? 1 - 1e-7f : x; /* no infinities */
        recipe.logit[v] = logf(x / (1 - x));
    }
    return made(apply_augment, recipe);
}
