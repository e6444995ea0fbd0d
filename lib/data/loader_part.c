/* One sample after another: picture, transform, floats. */
#include "data/loader_part.h"

#include "base/memory.h"
#include "base/scope.h"

/* The picture of a sample as it joins the batch; NULL with an error. */
static Image *make_image(const Recipe *recipe, int64_t i, Stream *stream)
{
    Image *image = recipe->set->image(recipe->set, i);
    if (!image || !recipe->options.item.apply)
        return image;
    Image *made = recipe->options.item.apply(image, recipe->options.item.how, stream);
    image_free(image);
    return made;
}

bool recipe_learn(Recipe *recipe)
{
    Image *image = make_image(recipe, 0, NULL);
    if (!image)
        return false;
    recipe->height = image->height;
    recipe->width = image->width;
    recipe->channels = image->channels;
    image_free(image);
    recipe->levels = mem_alloc((size_t)recipe->channels * 256 * sizeof *recipe->levels);
    const float *mean = recipe->options.mean, *std = recipe->options.std;
    for (int c = 0; recipe->levels && c < recipe->channels; c++)
        for (int v = 0; v < 256; v++)
            recipe->levels[256 * c + v] = mean ? ((float)v / 255 - mean[c]) / std[c] : (float)v / 255;
    return recipe->levels != NULL;
}

static void wrong_size(const Recipe *recipe, int64_t i, const Image *image)
{
    const Dataset *set = recipe->set;
    error_set(ERR_SHAPE, "loader_next: %s: sample %lld is %d x %d x %d, but the first one is %d x %d x %d",
              set->path ? set->path(set, i) : set->name, (long long)i, image->height, image->width,
              image->channels, recipe->height, recipe->width, recipe->channels);
    error_hint("bring all pictures to one size: .item = transform_resize(128, RESIZE_CROP)");
}

static bool make_sample(const Recipe *recipe, const Slot *slot, int64_t place)
{
    int64_t i = slot->index[place];
    Stream stream = stream_of(recipe->options.seed, (uint64_t)slot->epoch, (uint64_t)i);
    Image *image = make_image(recipe, i, recipe->options.train ? &stream : NULL);
    if (!image)
        return false;
    bool fits = image->height == recipe->height && image->width == recipe->width &&
                image->channels == recipe->channels;
    if (fits) {
        size_t size = image_bytes(image);
        float *out = slot->x + (size_t)place * size;
        for (size_t k = 0; k < size; k += (size_t)recipe->channels)
            for (int c = 0; c < recipe->channels; c++)
                out[k + (size_t)c] = recipe->levels[256 * c + image->pixels[k + (size_t)c]];
        slot->y[place] = (float)recipe->set->label(recipe->set, i);
    } else {
        wrong_size(recipe, i, image);
    }
    image_free(image);
    return fits;
}

int64_t slot_fill(const Recipe *recipe, const Slot *slot, int part, int n_parts, const atomic_bool *abandon,
                  Error *error)
{
    for (int64_t place = part; place < slot->n && !atomic_load(abandon); place += n_parts) {
        Scope scope = scope_begin();
        bool good = make_sample(recipe, slot, place) && error_ok();
        scope_end(scope);
        if (!good) {
            error_take(error);
            return place;
        }
    }
    return slot->n;
}
