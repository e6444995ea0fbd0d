/* IDX files good and damaged, and MNIST where it is. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/idx.h"
#include "tensor/raw.h"
#include "tests/support/temp_folder.h"

static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2,  0,  0,
                                 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255};
static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1};

Test(idx, reads_images_and_labels)
{
    const char *folder = temp_folder();
    const char *x = temp_file(folder, "x", images, sizeof images),
               *y = temp_file(folder, "y", labels, sizeof labels);
    const char *names[3] = {"ant", "bee", "cat"};
    const Dataset *set = idx_open(x, y, 3, names);
    cr_assert(set != NULL, "%s", error_text());
    cr_assert(set->n == 3 && set->n_classes == 3 && set->label(set, 0) == 2 && set->label(set, 1) == 0);
    cr_assert_str_eq(set->classes[2], "cat");
    cr_assert_str_eq(idx_open(x, y, 10, NULL)->classes[9], "9");
    Image *image = image_scoped(set->image(set, 2));
    cr_assert(image->width == 2 && image->height == 2 && image->channels == 1);
    cr_assert_arr_eq(image->pixels, images + 24, 4);
    const Dataset *pair = idx_pair(set, 2, 0);
    cr_assert(pair->n == 2 && pair->label(pair, 0) == 0 && pair->label(pair, 1) == 1);
    cr_assert_str_eq(pair->classes[1], "ant");
    scope_end_all();
}

Test(idx, refuses_damaged_files)
{
    const char *folder = temp_folder();
    struct {
        const char *name, *bytes;
        size_t n;
        bool is_labels;
        const char *reason;
    } cases[] = {
        {"empty", "", 0, false, "is no IDX file of bytes with 3 axes"},
        {"short head", "\0\0\10\3\0\0\0\1", 8, false, "is no IDX file"},
        {"floats", "\0\0\15\3\0\0\0\1\0\0\0\1\0\0\0\1\7", 17, false, "is no IDX file"},
        {"one axis", "\0\0\10\1\0\0\0\1\7", 9, false, "is no IDX file"},
        {"packed", "\x1f\x8b\10\0\0\0\0\0\0\0", 10, false, "is still packed by gzip"},
        {"short", "\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\2\1\2\3\4\5\6\7", 23, false,
         "has 7 bytes after its head, which promises 8"},
        {"long", "\0\0\10\3\0\0\0\1\0\0\0\1\0\0\0\1\7\7", 18, false,
         "has 2 bytes after its head, which promises 1"},
        {"overflow", "\0\0\10\3\x80\0\0\0\x80\0\0\0\x80\0\0\0", 16, false, "size 2 is 2147483648"},
        {"overflow 2", "\0\0\10\3\xff\xff\xff\xff\0\0\x40\0\0\0\x40\0", 16, false,
         "has 0 bytes after its head"},
        {"none", "\0\0\10\3\0\0\0\0\0\0\0\1\0\0\0\1", 16, false, "size 1 is 0"},
        {"few labels", "\0\0\10\1\0\0\0\2\0\1", 10, true, "has 3 images, but"},
        {"high label", "\0\0\10\1\0\0\0\3\0\12\1", 11, true, "label 1 is 10, must be below 10"},
        {"images as labels", "\0\0\10\3\0\0\0\1\0\0\0\1\0\0\0\1\7", 17, true,
         "is no IDX file of bytes with 1 axes"},
    };
    const char *x = temp_file(folder, "x", images, sizeof images),
               *y = temp_file(folder, "y", labels, sizeof labels);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *bad = temp_file(folder, cases[i].name, cases[i].bytes, cases[i].n);
        const Dataset *set = cases[i].is_labels ? idx_open(x, bad, 10, NULL) : idx_open(bad, y, 10, NULL);
        cr_expect(set == NULL && error_code() == ERR_FORMAT, "%s was read", cases[i].name);
        cr_expect(strstr(error_text(), cases[i].reason) && strstr(error_text(), bad), "%s: %s", cases[i].name,
                  error_text());
        error_clear();
    }
    cr_assert_null(idx_open(file_join(folder, "missing"), y, 10, NULL));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    for (int n = 1; n < 8; n++) {
        mem_fail_after(n);
        const Dataset *set = idx_open(x, y, 10, NULL);
        cr_assert(set || error_code() == ERR_MEMORY);
        error_clear();
    }
    mem_fail_after(0);
    scope_end_all();
}

/* How many of the images of class `truth` lie nearer (mean absolute difference) to its own mean image than to
 * the other's. */
static double share_right(Tensor *images_of_class, Tensor *own, Tensor *other)
{
    int64_t n = images_of_class->shape[0];
    double right = 0;
    float *near = malloc((size_t)n * sizeof *near), *far = malloc((size_t)n * sizeof *far);
    Axes pixels = AXIS1 | AXIS2 | AXIS3;
    Tensor *means[2] = {own, other};
    float *out[2] = {near, far};
    for (int k = 0; k < 2; k++) {
        Tensor *off =
            raw_map("test", MAP_ABS, 0, 0, raw_zip("test", ZIP_SUB, 0, 0, images_of_class, means[k]));
        tensor_read(raw_reduce("test", REDUCE_SUM, off, pixels, false), out[k]);
    }
    for (int64_t i = 0; i < n; i++)
        right += near[i] < far[i];
    free(near);
    free(far);
    return right / (double)n;
}

static Tensor *mean_image(Tensor *stack)
{
    Tensor *sum = raw_reduce("test", REDUCE_SUM, stack, AXIS0, false);
    return raw_map("test", MAP_AFFINE, 1.0f / (float)stack->shape[0], 0, sum);
}

/* The accuracies of chapter 03 come out only if every sample is in its place. */
Test(idx, mnist_gives_the_published_numbers)
{
    const Dataset *train = idx_pair(mnist_train(), 3, 7), *valid = idx_pair(mnist_valid(), 3, 7);
    if (!train || !valid)
        cr_skip_test("no MNIST: make data-mnist");
    bool full = mnist_is_full();
    int64_t counts[2][2];
    dataset_class_counts(train, counts[0]);
    dataset_class_counts(valid, counts[1]);
    cr_assert(counts[0][0] == (full ? 6131 : 826) && counts[0][1] == (full ? 6265 : 856));
    cr_assert(counts[1][0] == (full ? 1010 : 206) && counts[1][1] == (full ? 1028 : 214));
    if (full) {
        /* A corner of the second three, as the book prints it. */
        Image *three = image_scoped(train->image(train, 1));
        const uint8_t printed[3][6] = {
            {0, 0, 0, 48, 166, 224}, {0, 93, 244, 249, 253, 187}, {0, 107, 253, 253, 230, 48}};
        for (int row = 0; row < 3; row++)
            cr_assert_arr_eq(three->pixels + (6 + row) * 28 + 4, printed[row], 6);
    }
    Tensor *threes = mean_image(dataset_class_images(train, 0)),
           *sevens = mean_image(dataset_class_images(train, 1));
    double right3 = share_right(dataset_class_images(valid, 0), threes, sevens);
    double right7 = share_right(dataset_class_images(valid, 1), sevens, threes);
    cr_assert(error_ok(), "%s", error_text());
    cr_assert(epsilon_eq(dbl, right3, full ? 0.9168 : 0.8738, 5e-5));
    cr_assert(epsilon_eq(dbl, right7, full ? 0.9854 : 0.9953, 5e-5));
}
