/* A classifier's file, and its answer about a photo. */
#include "train/classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "data/transforms.h"
#include "nn/init.h"
#include "nn/nets.h"
#include "nn/numbers.h"
#include "nn/vision_model.h"
#include "tensor/raw.h"

static const char BEAR_NET[] = "bear_net";

enum { FORMAT_VERSION = 1, MIN_SIZE = 32, MAX_SIZE = 1024, MAX_KEEP_SIDE = 2 * MAX_SIZE, CHANNELS = 3 };

/* The net of this name: one of nn/nets.h, or a body with a head. */
static Module *make_net(const char *name, int n_classes, double dropout)
{
    if (strcmp(name, BEAR_NET) == 0)
        return nn_bear_net(n_classes, dropout);
    return nn_vision_model(name,
                           (VisionModel){.n_classes = n_classes, .dropout = dropout > 0 ? dropout : -1});
}

/* The name as the program keeps it, NULL when there is no such net. */
static const char *kept_name(const char *name)
{
    return name && strcmp(name, BEAR_NET) == 0 ? BEAR_NET : nn_vision_name(name);
}

/* What classifier_load would take back. */
static bool is_valid(const char *net_name, int n_classes, int size, int keep_side)
{
    if (kept_name(net_name) && n_classes >= 1 && n_classes <= CLASSIFIER_MOST_CLASSES && size >= MIN_SIZE &&
        size <= MAX_SIZE && keep_side >= 0 && keep_side <= MAX_KEEP_SIDE)
        return true;
    error_set(ERR_VALUE, "classifier_new: net %s, %d classes, size %d, keep_side %d", net_name, n_classes,
              size, keep_side);
    return false;
}

Classifier *classifier_new(const char *net_name, int n_classes, const char **classes, int size, int keep_side,
                           double dropout)
{
    if (!net_name || !classes || !is_valid(net_name, n_classes, size, keep_side))
        return NULL;
    Classifier *classifier = scope_alloc(sizeof *classifier);
    Module *net = classifier ? make_net(net_name, n_classes, dropout) : NULL;
    if (!net)
        return NULL;
    *classifier = (Classifier){.net = net,
                               .net_name = kept_name(net_name),
                               .n_classes = n_classes,
                               .classes = classes,
                               .size = size,
                               .keep_side = keep_side};
    memcpy(classifier->mean, nn_imagenet_mean, sizeof classifier->mean);
    memcpy(classifier->std, nn_imagenet_std, sizeof classifier->std);
    return classifier;
}

static ItemTransform middle(int size)
{
    return transform_random_resized_crop(size, 1);
}

/* Would the net see the same part of a photo from this loader and from classifier_see? A picture is tried
 * that is wider than high, and nowhere alike. */
static bool cuts_the_middle(const LoaderOptions *options, int size)
{
    Image *photo = image_scoped(image_new(3 * size / 2, size, CHANNELS));
    for (size_t i = 0; photo && i < image_bytes(photo); i++)
        photo->pixels[i] = (uint8_t)(i * i / (size_t)size);
    ItemTransform ours = middle(size), theirs = options->item;
    Image *wanted = photo && ours.how ? image_scoped(ours.apply(photo, ours.how, NULL)) : NULL;
    Image *found = wanted && theirs.apply ? image_scoped(theirs.apply(photo, theirs.how, NULL)) : photo;
    if (!wanted || !found)
        return false;
    if (found->width == size && found->height == size &&
        memcmp(found->pixels, wanted->pixels, image_bytes(wanted)) == 0)
        return true;
    error_set(ERR_VALUE, "classifier_of: %s shows another part of a photo than a classifier sees in use",
              theirs.name ? theirs.name : "the loader");
    error_hint("train and validate with transform_random_resized_crop, of any min_scale");
    return false;
}

Classifier *classifier_of(Module *net, const char *net_name, const Loader *loader, int keep_side)
{
    if (!net || !net_name || !loader)
        return NULL;
    Shape shape = loader_shape(loader);
    const Dataset *set = loader_dataset(loader);
    const LoaderOptions *options = loader_options(loader);
    if (shape.size[1] != shape.size[2] || shape.size[3] != CHANNELS || !options->mean || !set->classes)
        return error_set(
            ERR_SHAPE,
            "classifier_of: (%s): squares in colour with mean and std and named classes are wanted",
            shape_text(shape));
    Classifier *classifier = scope_alloc(sizeof *classifier);
    if (!classifier || !is_valid(net_name, set->n_classes, (int)shape.size[1], keep_side) ||
        !cuts_the_middle(options, (int)shape.size[1]))
        return NULL;
    *classifier = (Classifier){.net = net,
                               .net_name = kept_name(net_name),
                               .n_classes = set->n_classes,
                               .classes = set->classes,
                               .size = (int)shape.size[1],
                               .keep_side = keep_side};
    memcpy(classifier->mean, options->mean, sizeof classifier->mean);
    memcpy(classifier->std, options->std, sizeof classifier->std);
    return classifier;
}

/* --- asking ------------------------------------------------------------------------------------------- */

Loader *classifier_loader(const Classifier *classifier, const Dataset *photos)
{
    if (!classifier)
        return NULL;
    return loader_new(photos, (LoaderOptions){.batch = 64,
                                              .item = middle(classifier->size),
                                              .mean = classifier->mean,
                                              .std = classifier->std,
                                              .workers = -1});
}

/* The middle of a photo, square and normalised, as `size` x `size` x 3 numbers. */
static bool see(const Classifier *classifier, const Image *photo, float *values)
{
    ItemTransform cut = middle(classifier->size);
    Image *small =
        classifier->keep_side > 0 ? image_scoped(image_shrink(photo, classifier->keep_side)) : NULL;
    const Image *kept = classifier->keep_side > 0 ? small : photo;
    Image *square = kept && cut.how ? image_scoped(cut.apply(kept, cut.how, NULL)) : NULL;
    float normalised[CHANNELS][256]; /* of every value that a pixel can have: no division per pixel */
    for (int c = 0; c < CHANNELS; c++)
        for (int v = 0; v < 256; v++)
            normalised[c][v] = ((float)v / 255 - classifier->mean[c]) / classifier->std[c];
    int64_t n = (int64_t)classifier->size * classifier->size;
    for (int64_t i = 0; square && i < n; i++)
        for (int c = 0; c < CHANNELS; c++)
            values[CHANNELS * i + c] = normalised[c][square->pixels[CHANNELS * i + c]];
    return square != NULL;
}

Tensor *classifier_see(const Classifier *classifier, int n, const Image *const *photos)
{
    if (!classifier || !photos)
        return NULL;
    size_t each = (size_t)classifier->size * (size_t)classifier->size * CHANNELS;
    float *values = scope_alloc((size_t)n * each * sizeof *values);
    for (int i = 0; i < n && values; i++) {
        if (!photos[i])
            return NULL;
        if (photos[i]->channels != CHANNELS)
            return error_set(ERR_SHAPE, "classifier_see: a photo of %d channels, not %d", photos[i]->channels,
                             CHANNELS);
        Scope scope = scope_begin();
        bool seen = see(classifier, photos[i], values + (size_t)i * each);
        scope_end(scope);
        if (!seen)
            return NULL;
    }
    return tensor_from(SHAPE(n, classifier->size, classifier->size, CHANNELS), values, n * (int64_t)each);
}

/* The net as it behaves in use, and nothing recorded; afterwards it is as it was. */
static bool ask(const Classifier *classifier, Tensor *x, float *probabilities)
{
    bool recording = grad_enable(false), training = classifier->net->training;
    nn_eval(classifier->net);
    Tensor *answer = tensor_softmax(nn_forward(classifier->net, x), 1);
    if (training)
        nn_train(classifier->net);
    grad_enable(recording);
    return answer && tensor_read(answer, probabilities);
}

int classifier_predict(const Classifier *classifier, const Image *photo, float *probabilities)
{
    if (!classifier || !photo || !probabilities)
        return -1;
    Scope scope = scope_begin();
    bool answered = ask(classifier, classifier_see(classifier, 1, &photo), probabilities);
    scope_end(scope);
    int best = 0;
    for (int i = 1; answered && i < classifier->n_classes; i++)
        if (probabilities[i] > probabilities[best])
            best = i;
    return answered ? best : -1;
}

/* --- the file ----------------------------------------------------------------------------------------- */

bool classifier_describe(const Classifier *classifier, Metadata *metadata)
{
    return classifier && metadata_set_number(metadata, "format_version", FORMAT_VERSION) &&
           metadata_set(metadata, "net", classifier->net_name) &&
           metadata_set_texts(metadata, "vocabulary", classifier->n_classes, classifier->classes) &&
           metadata_set_number(metadata, "input_size", classifier->size) &&
           metadata_set_number(metadata, "keep_side", classifier->keep_side) &&
           metadata_set_numbers(metadata, "mean", CHANNELS, classifier->mean) &&
           metadata_set_numbers(metadata, "std", CHANNELS, classifier->std);
}

static const char CHECKSUM[] = "weights_sha256";
static const char *const checksum_kinds[] = {
    [PRECISION_FLOAT32] = "F32 ", [PRECISION_FLOAT16] = "F16 ", [PRECISION_INT8] = "I8 "};

/* The numbers that a file of this precision gives back, as bytes. */
static bool write_numbers(FILE *stream, Tensor *tensor, Precision precision)
{
    Tensor *kept = tensor, *scale;
    if (precision == PRECISION_INT8 && precision_quantizes(tensor)) {
        Tensor *whole = precision_quantize(tensor, &scale);
        kept = precision_dequantize(whole, scale);
    }
    return numbers_write(stream, precision == PRECISION_FLOAT16 ? NUMBERS_F16 : NUMBERS_F32, kept);
}

/* The checksum of a net's numbers as a file of this precision keeps them. NULL with an error. */
static const char *checksum_of(Module *net, Precision precision)
{
    Parameters *state = nn_state(net);
    Sha256 sha;
    sha256_begin(&sha);
    for (int i = 0; state && i < state->n; i++) {
        char *bytes = NULL;
        size_t n = 0;
        FILE *stream = open_memstream(&bytes, &n);
        Scope scope = scope_begin();
        bool written = stream && write_numbers(stream, state->tensors[i], precision);
        scope_end(scope);
        bool closed = stream && fclose(stream) == 0;
        if (written && closed)
            sha256_add(&sha, bytes, n);
        free(bytes);
        if (!written || !closed)
            return error_ok() ? error_set(ERR_MEMORY, "classifier_save: no memory for the checksum") : NULL;
    }
    uint8_t digest[SHA256_BYTES];
    char *text = scope_alloc(SHA256_TEXT_SIZE);
    if (!state || !text)
        return NULL;
    sha256_end(&sha, digest);
    sha256_text(digest, text);
    return text;
}

static const char *checksum_text(Precision precision, const char *checksum)
{
    return checksum ? scope_text("%s%s", checksum_kinds[precision], checksum) : NULL;
}

bool classifier_save(const Classifier *classifier, const char *path, const Metadata *metadata)
{
    if (!classifier)
        return false;
    Metadata with = {0};
    for (int i = 0; metadata && i < metadata->n; i++)
        if (!metadata_set(&with, metadata->keys[i], metadata->values[i]))
            return false;
    Precision precision = classifier->precision;
    const char *checksum = checksum_text(precision, checksum_of(classifier->net, precision));
    if (!checksum || !metadata_set(&with, CHECKSUM, checksum))
        return false;
    return nn_save_as(classifier->net, path, &with, precision);
}

/* Are the numbers those that were saved? Files of before there were checksums have none. */
static bool check_numbers(const char *path, const Metadata *metadata, Classifier *classifier)
{
    const char *saved = metadata_get(metadata, CHECKSUM);
    if (!saved)
        return true;
    for (int p = PRECISION_FLOAT32; p <= PRECISION_INT8; p++)
        if (strncmp(saved, checksum_kinds[p], strlen(checksum_kinds[p])) == 0)
            classifier->precision = (Precision)p;
    /* Quantising again would round small damage away: what came out of an int8 file is compared as it is. */
    Precision as = classifier->precision == PRECISION_INT8 ? PRECISION_FLOAT32 : classifier->precision;
    const char *found = checksum_text(classifier->precision, checksum_of(classifier->net, as));
    if (found && strcmp(found, saved) == 0)
        return true;
    if (found) {
        error_set(ERR_FORMAT, "classifier_load: %s: is damaged: its numbers are not those that were saved",
                  path);
        error_hint("copy it again from where it came from");
    }
    return false;
}

static bool is_there(const char *path)
{
    if (file_exists(path))
        return true;
    error_set(ERR_FILE, "classifier_load: %s: there is no such file", path);
    error_hint("make bears");
    return false;
}

/* Is this file one of ours? */
static bool check_kind(const char *path, const Metadata *metadata)
{
    const char *version = metadata_get(metadata, "format_version");
    if (version && strcmp(version, "1") == 0 && kept_name(metadata_get(metadata, "net")))
        return true;
    error_set(ERR_FORMAT, "classifier_load: %s: holds no classifier of version %d", path, FORMAT_VERSION);
    error_hint("name a file that `make bears` has written");
    return false;
}

/* One weight that is NaN makes every answer NaN, and so does a std of 0. */
static bool are_usable(const char *path, const Classifier *classifier)
{
    bool usable = true;
    for (int c = 0; c < CHANNELS; c++)
        usable = usable && classifier->std[c] > 0;
    Scope scope = scope_begin();
    Parameters *state = nn_state(classifier->net);
    for (int i = 0; usable && state && i < state->n; i++)
        usable = isfinite(
            tensor_item(raw_reduce("classifier_load", REDUCE_SUM, state->tensors[i], ALL_AXES, false)));
    scope_end(scope);
    if (!usable)
        error_set(ERR_FORMAT,
                  "classifier_load: %s: has weights that are no numbers, or a std that is not above 0", path);
    return usable;
}

Classifier *classifier_load(const char *path)
{
    Metadata metadata;
    double size, keep_side;
    int n_classes;
    if (!path || !is_there(path) || !safetensors_metadata(path, &metadata) || !check_kind(path, &metadata) ||
        !metadata_number(&metadata, "input_size", MIN_SIZE, MAX_SIZE, &size) ||
        !metadata_number(&metadata, "keep_side", 0, MAX_KEEP_SIDE, &keep_side))
        return NULL;
    const char **classes = metadata_texts(&metadata, "vocabulary", CLASSIFIER_MOST_CLASSES, &n_classes);
    bool drawing = nn_init_enable(false); /* the file has the weights */
    Classifier *classifier = classes ? classifier_new(metadata_get(&metadata, "net"), n_classes, classes,
                                                      (int)size, (int)keep_side, 0)
                                     : NULL;
    nn_init_enable(drawing);
    if (!classifier || !metadata_numbers(&metadata, "mean", CHANNELS, classifier->mean) ||
        !metadata_numbers(&metadata, "std", CHANNELS, classifier->std) ||
        !nn_load(classifier->net, path, NULL) || !check_numbers(path, &metadata, classifier) ||
        !are_usable(path, classifier))
        return NULL;
    return classifier;
}
