/* The summary of a data block: what each step makes of one sample, and which step fails. */
#include "base/error.h"
#include "base/scope.h"
#include "data/data_block_part.h"

static void say_size(FILE *out, const Image *image)
{
    summary_say(out, "", "%d x %d x %d", image->height, image->width, image->channels);
}

/* The first training sample, before it joins others. */
static bool follow_sample(FILE *out, const DataBlock *block, const Dataset *train)
{
    summary_say(out, "sample", "%s, the first of the training set", train->path(train, 0));
    int label = train->label(train, 0);
    summary_say(out, "", "label \"%s\", which is class %d", train->classes[label], label);
    ItemTransform transforms[BLOCK_TFMS];
    int n = block_transforms(block, transforms);
    Stream stream = stream_of(0, 0, 0);
    const Image *image = image_scoped(train->image(train, 0));
    if (image)
        say_size(out, image);
    for (int i = 0; image && i < n; i++) {
        summary_say(out, "item_tfms", "%s",
                    transforms[i].name ? transforms[i].name : "a function of your own");
        image = image_scoped(transforms[i].apply(image, transforms[i].how, &stream));
        if (image)
            say_size(out, image);
    }
    return image != NULL;
}

static bool say_batch(FILE *out, const DataBlock *block, const Batch *batch)
{
    int64_t n = tensor_count(batch->x);
    float *x = scope_alloc((size_t)n * sizeof *x), *y = scope_alloc((size_t)batch->n * sizeof *y);
    if (!x || !y || !tensor_read(batch->x, x) || !tensor_read(batch->y, y))
        return false;
    float low = x[0], high = x[0];
    for (int64_t i = 0; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    const char *labels = "";
    for (int64_t i = 0; labels && i < batch->n; i++)
        labels = scope_text("%s %d", labels, (int)y[i]);
    if (!labels)
        return false;
    summary_say(out, "", "bytes become %s",
                block->mean ? "floats: byte / 255, minus mean, by std" : "floats: byte / 255");
    summary_say(out, "", "x (%s), values %.2f to %.2f", shape_text(tensor_shape(batch->x)), (double)low,
                (double)high);
    summary_say(out, "", "y (%s):%s", shape_text(tensor_shape(batch->y)), labels);
    return true;
}

/* The first samples as a batch, and after that the same with the batch transforms, if there are any. */
static bool collate(FILE *out, const DataBlock *block, const Dataset *train)
{
    enum { SAMPLES = 4 };
    const Dataset *few = dataset_take(train, SAMPLES);
    if (!few)
        return false;
    LoaderOptions options = block_options(block, (BatchOptions){.batch = SAMPLES}, true, few->n);
    const BatchTransform batch_tfms = options.batch_tfms;
    options.shuffle = false;
    options.batch_tfms = (BatchTransform){0};
    summary_say(out, "batch", "the first %lld training samples", (long long)few->n);
    Batch batch;
    bool good = loader_next(loader_new(few, options), &batch) && say_batch(out, block, &batch);
    if (!good || !batch_tfms.apply)
        return good;
    options.batch_tfms = batch_tfms;
    summary_say(out, "batch_tfms", "%s", batch_tfms.name ? batch_tfms.name : "a function of your own");
    return loader_next(loader_new(few, options), &batch) && say_batch(out, block, &batch);
}

static bool is_empty(FILE *out, const Datasets *sets)
{
    if (sets->train->n == 0)
        summary_say(out, "sample", "none: the training set is empty");
    return sets->train->n == 0;
}

bool data_block_summary(FILE *out, const DataBlock *block, const char *source)
{
    if (!out || !block || !source)
        return false;
    Scope scope = scope_begin();
    Datasets sets = datasets_open(block, source, out);
    bool good = sets.train && (is_empty(out, &sets) ||
                               (follow_sample(out, block, sets.train) && collate(out, block, sets.train)));
    if (!good)
        summary_say(out, "FAILS HERE", "%s", error_text());
    if (!good && *error_advice())
        summary_say(out, "hint", "%s", error_advice());
    scope_end(scope);
    return good;
}
