/* Splits, subsets and tensors, on a set made up here. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/error.h"
#include "data/dataset.h"

/* 395 grey pictures of 3 x 2 pixels of the value i % 256, of the classes i % 3. */
static Image *number_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(3, 2, 1);
    for (int k = 0; image && k < 6; k++)
        image->pixels[k] = (uint8_t)(i + k);
    return image;
}

static int number_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 3);
}

static const Dataset numbers = {
    .n = 395, .name = "numbers", .n_classes = 3, .image = number_image, .label = number_label};

/* The value of the first pixel. */
static int first_pixel(const Dataset *set, int64_t i)
{
    Image *image = set->image(set, i);
    int value = image->pixels[0];
    image_free(image);
    return value;
}

Test(dataset, splits_as_fastai_does)
{
    static const int published[10] = {42, 34, 372, 113, 181, 250, 202, 339, 201, 360};
    Split split = dataset_split(&numbers, 0.2, 42);
    cr_assert(split.valid->n == 79 && split.train->n == 316);
    for (int i = 0; i < 10; i++) {
        cr_expect(first_pixel(split.valid, i) == published[i] % 256, "validation sample %d", i);
        cr_expect(split.valid->label(split.valid, i) == published[i] % 3);
    }
    int64_t valid[3], train[3], all[3];
    dataset_class_counts(split.valid, valid);
    dataset_class_counts(split.train, train);
    dataset_class_counts(&numbers, all);
    for (int c = 0; c < 3; c++)
        cr_assert(valid[c] + train[c] == all[c] && all[c] >= 131);

    Split none = dataset_split(&numbers, 0, 1);
    cr_assert(none.valid->n == 0 && none.train->n == 395);
    Split wrong = dataset_split(&numbers, 1.5, 1);
    cr_assert(wrong.train == NULL && error_code() == ERR_VALUE);
}

Test(dataset, subsets_of_subsets)
{
    const Dataset *even = dataset_subset(&numbers, (int64_t[]){2, 4, 6, 8}, 4);
    const Dataset *some = dataset_subset(even, (int64_t[]){3, 0, 3}, 3);
    cr_assert(some->n == 3 && first_pixel(some, 0) == 8 && first_pixel(some, 1) == 2 &&
              first_pixel(some, 2) == 8);
    cr_assert(dataset_take(some, 2)->n == 2 && dataset_take(some, 9)->n == 3);
    cr_assert_null(dataset_subset(even, (int64_t[]){4}, 1));
    cr_assert_str_eq(error_text(), "dataset_subset: index 4 of numbers, which has samples 0 to 3");
}

Test(dataset, rows_stay_rows_whatever_is_made_of_them)
{
    const Dataset *few = dataset_take(&numbers, 3);
    const Dataset *rows = dataset_of_rows(few, tensor_from(SHAPE(3, 2), (float[]){1, 2, 3, 4, 5, 6}, 6));
    const Dataset *other = dataset_relabel(rows, (int[]){2, 0, 1});
    const Dataset *last = dataset_subset(other, (int64_t[]){2, 0}, 2);
    cr_assert(last != NULL, "%s", error_text());
    cr_expect(last->row_size == 2 && !last->image && last->row(last, 0)[1] == 6 &&
              last->row(last, 1)[0] == 1);
    Tensor *x, *y;
    cr_assert_not(dataset_tensors(last, &x, &y));
    cr_assert_str_eq(error_text(), "dataset_tensors: the samples of numbers are no pictures");
    error_clear();
    cr_expect(last->label(last, 0) == 1 && last->label(last, 1) == 2 && rows->label(rows, 2) == 2);
}

Test(dataset, becomes_tensors)
{
    Tensor *x, *y;
    cr_assert(dataset_tensors(&numbers, &x, &y), "%s", error_text());
    cr_assert_str_eq(shape_text(tensor_shape(x)), "395, 2, 3, 1");
    cr_assert_str_eq(shape_text(tensor_shape(y)), "395");
    for (int64_t i = 0; i < 395; i += 17) {
        cr_assert(epsilon_eq(dbl, tensor_at(x, i, 1, 2, 0), (double)((i + 5) % 256) / 255, 1e-7));
        cr_assert(eq(dbl, tensor_at(y, i), (double)(i % 3)));
    }
    Tensor *twos = dataset_class_images(&numbers, 2);
    cr_assert_str_eq(shape_text(tensor_shape(twos)), "131, 2, 3, 1");
    cr_assert(epsilon_eq(dbl, tensor_at(twos, 1, 0, 0, 0), 5.0 / 255, 1e-7));
    cr_assert_null(dataset_class_images(&numbers, 7));
    cr_assert_str_eq(error_text(), "dataset_class_images: numbers has no sample of class 7");
}
