/* One sample after another: picture, transform, floats. */
#include "data/loader_part.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "kernels/device.h"
#include "tensor/raw.h"
#include "tensor/storage.h"
#include "vision/augment.h"
#include "vision/light.h"

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

bool recipe_normalize(const char *who, Recipe *recipe, const float *mean, const float *std)
{
    size_t n = (size_t)recipe->channels;
    for (size_t c = 0; mean && c < n; c++)
        if (!(std[c] > 0)) {
            error_set(ERR_VALUE, "%s: a std of %g for channel %zu", who, (double)std[c], c);
            return false;
        }
    if (!recipe->levels)
        recipe->levels = mem_alloc(n * 256 * sizeof *recipe->levels);
    if (mean) {
        memcpy(recipe->mean, mean, n * sizeof *mean);
        memcpy(recipe->std, std, n * sizeof *std);
        mean = recipe->options.mean = recipe->mean;
        std = recipe->options.std = recipe->std;
    }
    for (int c = 0; recipe->levels && c < recipe->channels; c++)
        for (int v = 0; v < 256; v++)
            recipe->levels[256 * c + v] = mean ? ((float)v / 255 - mean[c]) / std[c] : (float)v / 255;
    return recipe->levels != NULL;
}

/* Rows of numbers join as they are. */
static bool learn_rows(Recipe *recipe)
{
    recipe->item_height = recipe->item_width = recipe->height = recipe->width = 1;
    recipe->channels = (int)recipe->set->row_size;
    recipe->options.mean = recipe->options.std = NULL;
    return true;
}

bool recipe_learn(Recipe *recipe)
{
    if (recipe->set->row)
        return learn_rows(recipe);
    Image *image = make_image(recipe, 0, NULL);
    if (!image)
        return false;
    int size = recipe->options.batch_tfms.apply ? recipe->options.batch_tfms.size : 0;
    recipe->item_height = image->height;
    recipe->item_width = image->width;
    recipe->height = size > 0 ? size : image->height;
    recipe->width = size > 0 ? size : image->width;
    recipe->channels = image->channels;
    const BatchTransform *tfms = &recipe->options.batch_tfms;
    const Kernels *device = device_current();
    recipe->on_device = device && device->augment && tfms->apply && tfms->plan &&
                        (image->channels == 1 || image->channels == 3);
    image_free(image);
    return recipe_normalize("loader_new", recipe, recipe->options.mean, recipe->options.std);
}

Image *recipe_decode(const Recipe *recipe, const Batch *batch, int64_t place)
{
    if (!batch || place < 0 || place >= batch->n || recipe->set->row)
        return NULL;
    Scope scope = scope_begin();
    Image *image = image_new(recipe->width, recipe->height, recipe->channels);
    size_t n = image_bytes(image);
    float *x = image ? scope_alloc(n * sizeof *x) : NULL;
    Shape shape = SHAPE(recipe->height, recipe->width, recipe->channels);
    if (x && tensor_read(raw_view(batch->x, shape, NULL, place * (int64_t)n), x)) {
        for (size_t k = 0; k < n; k++) {
            /* A byte's level is a straight line: from that of 0 to that of 255. */
            const float *levels = recipe->levels + 256 * (k % (size_t)recipe->channels);
            float byte = 255 * (x[k] - levels[0]) / (levels[255] - levels[0]);
            image->pixels[k] = (uint8_t)fminf(fmaxf(rintf(byte), 0), 255);
        }
    } else {
        image_free(image);
        image = NULL;
    }
    scope_end(scope);
    return image;
}

static void wrong_size(const Recipe *recipe, int64_t i, const Image *image)
{
    const Dataset *set = recipe->set;
    error_set(ERR_SHAPE, "loader_next: %s: sample %lld is %d x %d x %d, but the first one is %d x %d x %d",
              set->path ? set->path(set, i) : set->name, (long long)i, image->height, image->width,
              image->channels, recipe->item_height, recipe->item_width, recipe->channels);
    error_hint("bring all pictures to one size with transform_resize(128, RESIZE_CROP): .item of a loader, "
               ".item_tfms of a data block");
}

/* Without batch transforms a byte becomes a float of the batch in one step. */
static void to_levels(const Recipe *recipe, const Image *image, float *out)
{
    size_t size = image_bytes(image);
    for (size_t k = 0; k < size; k += (size_t)recipe->channels)
        for (int c = 0; c < recipe->channels; c++)
            out[k + (size_t)c] = recipe->levels[256 * c + image->pixels[k + (size_t)c]];
}

/* The picture as floats, its batch transform, mean and deviation, and what comes after them. */
static bool transform(const Recipe *recipe, const Image *image, Stream *stream, float *values)
{
    const LoaderOptions *options = &recipe->options;
    const BatchTransform *tfms = &options->batch_tfms;
    size_t n = image_bytes(image);
    FloatImage in = {image->height, image->width, image->channels, NULL};
    FloatImage out = {recipe->height, recipe->width, recipe->channels, values};
    in.values = pool_take((n + 1) * sizeof *in.values);
    if (!in.values)
        return false;
    for (size_t k = 0; k < n; k++)
        in.values[k] = (float)image->pixels[k] / 255;
    in.values[n] = 0;
    bool done = tfms->apply(&in, &out, tfms->how, stream);
    pool_give(in.values);
    if (done && options->mean)
        light_normalize_(&out, options->mean, options->std);
    return done && (!tfms->after || tfms->after(&out, tfms->how, stream));
}

/* The picture as it is, and what the device is to do with it. */
static void plan_sample(const Recipe *recipe, const Image *image, Stream *stream, float *values, float *plan)
{
    const BatchTransform *tfms = &recipe->options.batch_tfms;
    FloatImage in = {image->height, image->width, image->channels, NULL};
    FloatImage out = {recipe->height, recipe->width, recipe->channels, NULL};
    for (size_t k = 0; k < image_bytes(image); k++)
        values[k] = (float)image->pixels[k] / 255;
    PicturePlan own = tfms->plan(&in, &out, tfms->how, stream);
    memcpy(plan, &own, sizeof own);
}

size_t recipe_size(const Recipe *recipe)
{
    int height = recipe->on_device ? recipe->item_height : recipe->height;
    int width = recipe->on_device ? recipe->item_width : recipe->width;
    return (size_t)height * (size_t)width * (size_t)recipe->channels;
}

bool recipe_finish(const Recipe *recipe, const Tensor *items, const Tensor *plans, Tensor *x)
{
    FloatImage in = {recipe->item_height, recipe->item_width, recipe->channels, NULL};
    FloatImage out = {recipe->height, recipe->width, recipe->channels, NULL};
    Augmentation how = {.x = &items->view,
                        .y = &x->view,
                        .plan = &plans->view,
                        .around = (int)recipe->options.batch_tfms.pad,
                        .std = {1, 1, 1}};
    if (!augment_small(&in, &out, &how.small_height, &how.small_width))
        how.small_height = how.small_width = 0;
    for (int c = 0; recipe->options.mean && c < recipe->channels; c++) {
        how.mean[c] = recipe->mean[c];
        how.std[c] = recipe->std[c];
    }
    return x->storage->device->augment(&how);
}

static bool make_sample(const Recipe *recipe, const Slot *slot, int64_t place)
{
    int64_t i = slot->index[place];
    if (recipe->set->row) {
        memcpy(slot->x + place * recipe->channels, recipe->set->row(recipe->set, i),
               (size_t)recipe->channels * sizeof *slot->x);
        slot->y[place] = (float)recipe->set->label(recipe->set, i);
        return true;
    }
    Stream own = stream_of(recipe->options.seed, (uint64_t)slot->epoch, (uint64_t)i);
    Stream *stream = recipe->options.train ? &own : NULL;
    Image *image = make_image(recipe, i, stream);
    if (!image)
        return false;
    float *out = slot->x + (size_t)place * recipe_size(recipe);
    bool good = image->height == recipe->item_height && image->width == recipe->item_width &&
                image->channels == recipe->channels;
    if (!good)
        wrong_size(recipe, i, image);
    else if (recipe->on_device)
        plan_sample(recipe, image, stream, out, slot->plan + place * PICTURE_PLAN);
    else if (recipe->options.batch_tfms.apply)
        good = transform(recipe, image, stream, out);
    else
        to_levels(recipe, image, out);
    slot->y[place] = (float)recipe->set->label(recipe->set, i);
    image_free(image);
    return good;
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
