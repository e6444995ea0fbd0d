/* A classifier as it is kept and used: the file gives back what was put in, and one photo is treated like
 * many. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "data/transforms.h"
#include "nn/safetensors.h"
#include "tests/support/end_all.h"
#include "tests/support/temp_folder.h"
#include "train/classifier.h"
#include "train/learner.h"
#include "vision/resize.h"

enum { CLASSES = 3, SIZE = 32, KEEP = 40, PHOTOS = 3 };

static const char *names[CLASSES] = {"black", "grizzly", "teddy"};

TestSuite(classifier, .fini = end_all);

/* Noise of different sizes, all larger than is kept. */
static Image *photo(int64_t i)
{
    Image *image = image_new(64 + 7 * (int)i, 50, 3);
    Stream stream = stream_of(3, 0, (uint64_t)i);
    for (size_t k = 0; image && k < image_bytes(image); k++)
        image->pixels[k] = (uint8_t)stream_below(&stream, 256);
    return image;
}

/* As folder_open hands photos on: shrunk. */
static Image *shrunk(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = photo(i), *small = image_shrink(image, KEEP);
    image_free(image);
    return small;
}

static int no_label(const Dataset *set, int64_t i)
{
    (void)set;
    (void)i;
    return 0;
}

static const Dataset set = {
    .n = PHOTOS, .name = "noise", .n_classes = CLASSES, .classes = names, .image = shrunk, .label = no_label};

static Classifier *untrained(void)
{
    random_seed(1);
    return classifier_new("bear_net", CLASSES, names, SIZE, KEEP, 0.3);
}

static const char *saved(const Classifier *classifier)
{
    const char *path = temp_path(temp_folder(), "bears.safetensors");
    Metadata metadata = {0};
    cr_assert(classifier_describe(classifier, &metadata) && classifier_save(classifier, path, &metadata),
              "%s", error_text());
    return path;
}

Test(classifier, comes_back_from_its_file)
{
    Classifier *before = untrained();
    before->mean[1] = 0.25f;
    random_seed(2);
    Classifier *after = classifier_load(saved(before));
    cr_assert(after != NULL, "%s", error_text());
    cr_expect(eq(int, after->n_classes, CLASSES));
    for (int i = 0; i < CLASSES; i++)
        cr_expect(eq(str, (char *)after->classes[i], (char *)names[i]));
    cr_expect(eq(str, (char *)after->net_name, "bear_net"));
    cr_expect(eq(int, after->size, SIZE));
    cr_expect(eq(int, after->keep_side, KEEP));
    cr_expect(eq(flt, after->mean[1], 0.25f));
    cr_expect(eq(flt, after->std[2], before->std[2]));

    float p[CLASSES], q[CLASSES];
    Image *image = image_scoped(photo(0));
    int index = classifier_predict(before, image, p);
    cr_assert(index >= 0 && index == classifier_predict(after, image, q), "%s", error_text());
    cr_expect(memcmp(p, q, sizeof p) == 0, "other probabilities after saving and loading");
    cr_expect(p[index] >= p[0] && p[index] >= p[1] && p[index] >= p[2], "not the likeliest");
    cr_expect(epsilon_eq(dbl, (double)p[0] + (double)p[1] + (double)p[2], 1, 1e-6));
}

/* One bit among half a million numbers. */
Test(classifier, damage_is_noticed)
{
    for (int precision = PRECISION_FLOAT32; precision <= PRECISION_INT8; precision++) {
        Classifier *classifier = untrained();
        classifier->precision = (Precision)precision;
        const char *path = saved(classifier);
        Classifier *loaded = classifier_load(path);
        cr_assert(loaded != NULL, "%s", error_text());
        cr_expect(eq(int, (int)loaded->precision, precision));
        size_t n;
        uint8_t *bytes = file_read(path, 0, &n);
        bytes[n * 3 / 4] ^= 4;
        cr_assert(file_write(path, bytes, n));
        cr_expect_null(classifier_load(path));
        cr_expect(eq(int, error_code(), ERR_FORMAT));
        cr_expect(strstr(error_text(), "is damaged") != NULL, "%s", error_text());
        error_clear();
    }
    scope_end_all();
}

/* Nor is the last bit of a scale lost in quantising again. */
Test(classifier, damage_to_a_scale_is_noticed)
{
    Classifier *classifier = untrained();
    classifier->precision = PRECISION_INT8;
    const char *path = saved(classifier);
    size_t n;
    uint8_t *bytes = file_read(path, 0, &n);
    const char *header = (const char *)bytes + 8, *about = strstr(header, ".scale\":");
    cr_assert(about && (about = strstr(about, "offsets\":[")) != NULL);
    int64_t header_bytes;
    memcpy(&header_bytes, bytes, sizeof header_bytes);
    bytes[8 + header_bytes + atoll(about + strlen("offsets\":["))] ^= 1;
    cr_assert(file_write(path, bytes, n));
    cr_expect_null(classifier_load(path));
    cr_expect(strstr(error_text(), "is damaged: its numbers are not those") != NULL, "%s", error_text());
    error_clear();
}

/* A file that is whole, and whose classifier would answer NaN to every photo. */
Test(classifier, refuses_to_load_what_has_no_answers)
{
    for (int wrong = 0; wrong < 2; wrong++) {
        Classifier *classifier = untrained();
        if (wrong)
            classifier->std[1] = 0;
        else
            tensor_fill_(nn_parameters(classifier->net)->tensors[2], NAN);
        const char *path = saved(classifier);
        cr_assert(error_ok(), "%s", error_text());
        cr_expect_null(classifier_load(path));
        cr_expect(error_code() == ERR_FORMAT && strstr(error_text(), "no numbers"), "%s", error_text());
        error_clear();
    }
}

/* What was loaded is saved as it came, and is the same file. */
Test(classifier, keeps_its_precision)
{
    for (int precision = PRECISION_FLOAT32; precision <= PRECISION_INT8; precision++) {
        Classifier *classifier = untrained();
        classifier->precision = (Precision)precision;
        const char *first = saved(classifier), *second = saved(classifier_load(first));
        size_t n, n_second;
        const uint8_t *bytes = file_read(first, 0, &n), *bytes_second = file_read(second, 0, &n_second);
        cr_expect(n == n_second && memcmp(bytes, bytes_second, n) == 0, "%s",
                  precision_name((Precision)precision));
    }
}

/* A body with a head, in half and in a quarter of the bytes: its answers differ by no more than rounding. */
Test(classifier, keeps_a_vision_model_in_fewer_bits)
{
    random_seed(1);
    Classifier *before = classifier_new("squeezenet1_1", CLASSES, names, SIZE, KEEP, 0.5);
    cr_assert(before != NULL, "%s", error_text());
    const char *full = saved(before);
    static const struct {
        Precision precision;
        size_t percent; /* of the whole file, at most */
        float within;
    } kept[] = {{PRECISION_FLOAT16, 51, 5e-3f}, {PRECISION_INT8, 27, 5e-2f}};
    Random random = *random_default();
    size_t n_full = 0, n = 0;
    Image *image = image_scoped(photo(0));
    float p[CLASSES], q[CLASSES];
    cr_assert(classifier_predict(before, image, p) >= 0 && file_read(full, 0, &n_full));
    for (int k = 0; k < 2; k++) {
        before->precision = kept[k].precision;
        const char *path = saved(before);
        Classifier *after = classifier_load(path);
        cr_assert(after && file_read(path, 0, &n), "%s", error_text());
        cr_expect(memcmp(&random, random_default(), sizeof random) == 0, "weights were drawn");
        cr_expect(100 * n < n_full * kept[k].percent, "%zu of %zu bytes", n, n_full);
        cr_expect(eq(str, (char *)after->net_name, "squeezenet1_1"));
        cr_assert(classifier_predict(after, image, q) >= 0);
        for (int i = 0; i < CLASSES; i++)
            cr_expect(epsilon_eq(flt, p[i], q[i], kept[k].within));
    }
}

Test(classifier, sees_one_photo_as_it_sees_many)
{
    Classifier *classifier = untrained();
    Tensor *logits = NULL;
    cr_assert(learner_predictions(classifier->net, classifier_loader(classifier, &set), &logits, NULL, NULL),
              "%s", error_text());
    Tensor *together = tensor_softmax(logits, 1);
    cr_assert(classifier->net->training, "a net in training is left in training");

    for (int64_t i = 0; i < PHOTOS; i++) {
        float alone[CLASSES];
        cr_assert(classifier_predict(classifier, image_scoped(photo(i)), alone) >= 0, "%s", error_text());
        for (int64_t c = 0; c < CLASSES; c++)
            cr_expect(epsilon_eq(dbl, (double)alone[c], tensor_at(together, i, c), 1e-5));
    }
    cr_expect(classifier->net->training, "a net in training is left in training");
}

Test(classifier, says_what_is_wrong)
{
    const char *folder = temp_folder();
    cr_expect(classifier_load(temp_path(folder, "none.safetensors")) == NULL && error_code() == ERR_FILE,
              "%s", error_text());
    cr_expect(eq(str, (char *)error_advice(), "make bears"));
    error_clear();

    const char *other = temp_path(folder, "other.safetensors");
    cr_assert(nn_save(nn_linear(2, 3), other, NULL), "%s", error_text());
    cr_expect(classifier_load(other) == NULL && error_code() == ERR_FORMAT, "%s", error_text());
    error_clear();

    cr_expect(classifier_new("no_net", CLASSES, names, SIZE, KEEP, 0) == NULL && error_code() == ERR_VALUE,
              "%s", error_text());
    error_clear();
    cr_expect(classifier_new("bear_net", CLASSES, names, 8, KEEP, 0) == NULL && error_code() == ERR_VALUE,
              "%s", error_text());
    error_clear();

    float p[CLASSES];
    Classifier *classifier = untrained();
    cr_expect(classifier_predict(classifier, image_scoped(image_new(40, 40, 1)), p) == -1, "a grey photo");
    cr_expect(error_code() == ERR_SHAPE, "%s", error_text());
    error_clear();
    cr_expect(classifier_predict(NULL, NULL, p) == -1 && !classifier_load(NULL) &&
                  !classifier_loader(NULL, NULL) && !classifier_new(NULL, 1, names, SIZE, 0, 0) &&
                  !classifier_describe(NULL, NULL) && !classifier_save(NULL, NULL, NULL) && error_ok(),
              "NULL is passed on");
}

static void expect_refused(bool taken)
{
    cr_expect(not(taken));
    cr_expect(eq(int, error_code(), ERR_VALUE), "%s", error_text());
    error_clear();
}

/* What a file could not give back is said before the training. */
Test(classifier, makes_no_file_that_cannot_be_read)
{
    static const char *many[CLASSIFIER_MOST_CLASSES + 1];
    for (int c = 0; c <= CLASSIFIER_MOST_CLASSES; c++)
        many[c] = "one of many";
    expect_refused(classifier_new("bear_net", CLASSIFIER_MOST_CLASSES + 1, many, SIZE, KEEP, 0) != NULL);
    expect_refused(classifier_new("bear_net", CLASSES, names, SIZE, 5000, 0) != NULL);

    const char *odd[CLASSES] = {"black", "griz\nzly", "teddy"};
    Metadata metadata = {0};
    expect_refused(classifier_describe(classifier_new("bear_net", CLASSES, odd, SIZE, KEEP, 0), &metadata));
    Classifier *classifier = untrained();
    classifier->std[1] = NAN;
    expect_refused(classifier_describe(classifier, &metadata));
}

/* A net that was trained on squares cut in another way would be asked about what it has not seen. */
Test(classifier, sees_what_its_loader_shows)
{
    Classifier *other = untrained();
    LoaderOptions options = {.batch = 1, .mean = other->mean, .std = other->std};
    for (int kind = -1; kind <= RESIZE_PAD_REFLECTION; kind++) {
        options.item = kind < 0 ? transform_random_resized_crop(SIZE, 0.35f)
                                : transform_resize(SIZE, (ResizeMethod)kind);
        Classifier *made = classifier_of(other->net, "bear_net", loader_new(&set, options), KEEP);
        cr_expect(eq(int, made != NULL, kind < 0), "%s: %s", options.item.name, error_text());
        cr_expect(kind < 0 || strstr(error_text(), options.item.name), "%s", error_text());
        error_clear();
    }
}

/* Whichever allocation of a prediction fails, it says so, and the classifier can be used afterwards. */
Test(classifier, survives_want_of_memory)
{
    Classifier *classifier = untrained();
    Image *image = image_scoped(photo(0));
    float p[CLASSES];
    cr_assert(classifier_predict(classifier, image, p) >= 0, "%s", error_text());
    int64_t failures = 0;
    for (bool failed = true; failed; failures++) {
        pool_trim();
        mem_fail_after(failures + 1);
        failed = classifier_predict(classifier, image, p) < 0;
        mem_fail_after(0);
        cr_assert(error_code() == (failed ? ERR_MEMORY : ERR_NONE), "allocation %d: %s", (int)failures,
                  error_text());
        error_clear();
    }
    cr_expect(failures > 1, "nothing was allocated");
}
