/* The loader: the same bytes however many threads make them, errors handed over, no malloc after the first
 * epoch. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "data/folder.h"
#include "data/loader.h"
#include "data/transforms.h"
#include "tests/support/temp_folder.h"

/* 53 pictures of three classes and many sizes, all noise. */
static const char *noisy_folder(void)
{
    const char *folder = temp_folder();
    uint32_t state = 1;
    for (int i = 0; i < 53; i++) {
        Image *image = image_new(20 + i % 7 * 5, 20 + i % 5 * 7, 3);
        for (size_t k = 0; k < image_bytes(image); k++)
            image->pixels[k] = (uint8_t)((state = state * 1664525u + 1013904223u) >> 24);
        cr_assert(image_save_png(image, temp_path(folder, scope_text("%c/%02d.png", 'a' + i % 3, i))));
        image_free(image);
    }
    return folder;
}

/* Mixes all that the epochs from `first` give into one number; counts the batches. */
static uint64_t checksum(Loader *loader, int64_t first, int epochs, int *batches)
{
    uint64_t sum = 0xcbf29ce484222325u;
    loader_restart(loader, first);
    for (int epoch = 0; epoch < epochs; epoch++)
        for (;;) {
            Scope scope = scope_begin();
            Batch batch;
            bool more = loader_next(loader, &batch);
            for (int k = 0; more && k < 2; k++) {
                int64_t n = tensor_count(k == 0 ? batch.x : batch.y);
                float *values = scope_alloc((size_t)n * sizeof *values);
                tensor_read(k == 0 ? batch.x : batch.y, values);
                for (int64_t i = 0; i < n * 4; i++)
                    sum = (sum ^ ((const uint8_t *)values)[i]) * 0x100000001b3u;
            }
            for (int64_t i = 0; more && i < batch.n; i++)
                sum = (sum ^ (uint64_t)batch.index[i]) * 0x100000001b3u;
            scope_end(scope);
            if (!more)
                break;
            ++*batches;
        }
    cr_assert(error_ok(), "%s", error_text());
    return sum;
}

static const float mean[3] = {0.4f, 0.5f, 0.6f}, deviation[3] = {0.2f, 0.25f, 0.3f};

static LoaderOptions training(int workers)
{
    return (LoaderOptions){.batch = 8,
                           .shuffle = true,
                           .train = true,
                           .item = transform_random_resized_crop(20, 0.35f),
                           .batch_tfms =
                               aug_transforms((Augment){.size = 16, .min_scale = 0.6f, .p_erase = 0.5f}),
                           .mean = mean,
                           .std = deviation,
                           .workers = workers,
                           .seed = 7};
}

Test(loader, bytes_do_not_depend_on_threads)
{
    const char *folder = noisy_folder();
    static const int workers[] = {0, 1, 4};
    const Dataset *sets[2] = {folder_open(folder, 0, NULL), folder_open(folder, 64, NULL)};
    uint64_t wanted = 0, wanted_second = 0;
    for (int k = 0; k < 2; k++)
        for (int w = 0; w < 3; w++) {
            Loader *loader = loader_new(sets[k], training(workers[w]));
            cr_assert(loader != NULL, "%s", error_text());
            int batches = 0;
            uint64_t both = checksum(loader, 0, 2, &batches);
            cr_assert(eq(int, batches, 14));
            uint64_t second = checksum(loader, 1, 1, &batches);
            if (k + w == 0) {
                wanted = both;
                wanted_second = second;
            }
            cr_expect(both == wanted && second == wanted_second, "%d workers, set %d", workers[w], k);
            cr_expect(both == checksum(loader, 0, 2, &batches), "again from the start");

            /* Left in the middle of an epoch, and taken up elsewhere. */
            Scope scope = scope_begin();
            Batch batch;
            loader_restart(loader, 5);
            for (int i = 0; i < 3; i++)
                cr_assert(loader_next(loader, &batch));
            scope_end(scope);
            cr_expect(second == checksum(loader, 1, 1, &batches), "restarted in the middle");
        }
    scope_end_all();
}

Test(loader, orders_and_batches)
{
    const Dataset *set = folder_open(noisy_folder(), 64, NULL);
    for (int workers = 0; workers <= 2; workers += 2) {
        LoaderOptions options = {.batch = 20, .item = transform_resize(8, RESIZE_SQUISH), .workers = workers};
        Loader *plain = loader_new(set, options);
        options.drop_last = options.shuffle = true;
        Loader *shuffled = loader_new(set, options);
        cr_assert(loader_batches(plain) == 3 && loader_batches(shuffled) == 2 &&
                  loader_dataset(plain) == set);
        Batch batch;
        int64_t seen = 0;
        static const int64_t sizes[3] = {20, 20, 13};
        for (int epoch = 0; epoch < 2; epoch++, seen = 0) {
            for (int b = 0; b < 3; b++) {
                cr_assert(loader_next(plain, &batch) && batch.n == sizes[b]);
                for (int64_t i = 0; i < batch.n; i++, seen++) {
                    cr_assert(batch.index[i] == seen);
                    cr_assert(tensor_at(batch.y, i) == set->label(set, seen));
                }
            }
            cr_assert_not(loader_next(plain, &batch), "an end after each epoch");
        }
        int64_t first[2];
        for (int epoch = 0; epoch < 2; epoch++) {
            bool found[53] = {false};
            while (loader_next(shuffled, &batch))
                for (int64_t i = 0; i < batch.n; i++) {
                    cr_assert_not(found[batch.index[i]], "each sample once an epoch");
                    found[batch.index[i]] = true;
                    first[epoch] = batch.index[0];
                }
        }
        cr_assert(first[0] != first[1], "another order in another epoch");
    }
    scope_end_all();
}

Test(loader, normalises)
{
    const Dataset *set = folder_open(noisy_folder(), 0, NULL);
    LoaderOptions options = {.batch = 53, .item = transform_resize(8, RESIZE_CROP)};
    Batch plain, scaled;
    Loader *loader = loader_new(set, options);
    cr_assert(loader_next(loader, &plain));
    options.mean = mean;
    options.std = deviation;
    loader = loader_new(set, options);
    cr_assert(loader_next(loader, &scaled));
    for (int c = 0; c < 3; c++) {
        double x = tensor_at(plain.x, 7, 3, 5, c);
        cr_assert(x >= 0 && x <= 1);
        cr_assert(
            epsilon_eq(dbl, tensor_at(scaled.x, 7, 3, 5, c), (x - (0.4 + 0.1 * c)) / (0.2 + 0.05 * c), 1e-5));
    }
    scope_end_all();
}

/* Nothing is augmented at probability 0: not a bit differs from a loader without batch transforms; and for
 * validation only the size changes. */
Test(loader, augments_in_the_batch)
{
    const Dataset *set = folder_open(noisy_folder(), 0, NULL);
    LoaderOptions options = {.batch = 53,
                             .train = true,
                             .item = transform_random_resized_crop(24, 0.5f),
                             .mean = mean,
                             .std = deviation};
    Batch plain, never, often, valid;
    cr_assert(loader_next(loader_new(set, options), &plain));
    options.batch_tfms = aug_transforms((Augment){.p_flip = -1, .p_affine = -1, .p_lighting = -1});
    cr_assert(loader_next(loader_new(set, options), &never));
    cr_assert(tensor_equal(plain.x, never.x), "p = 0");
    options.batch_tfms = aug_transforms((Augment){.size = 16, .min_scale = 0.75f});
    cr_assert(loader_next(loader_new(set, options), &often));
    cr_assert(often.x->shape[1] == 16 && often.x->shape[2] == 16);
    options.train = false;
    cr_assert(loader_next(loader_new(set, options), &valid));
    cr_assert(valid.x->shape[1] == 16 && !tensor_equal(often.x, valid.x));

    options.batch_tfms = aug_transforms((Augment){.max_warp = 1});
    cr_assert(error_code() == ERR_VALUE && options.batch_tfms.how == NULL);
    error_clear();
    cr_assert_not(loader_next(loader_new(set, options), &valid), "nothing is made without settings");
    float flat[3] = {1, 0, 1};
    options = (LoaderOptions){.item = transform_resize(8, RESIZE_CROP), .mean = mean, .std = flat};
    cr_assert_null(loader_new(set, options));
    cr_assert_str_eq(error_text(), "loader_new: a std of 0 for channel 1");
    error_clear();
    options.mean = options.std = NULL;
    flat[1] = NAN;
    cr_assert_not(loader_normalize(loader_new(set, options), mean, flat));
    cr_assert_str_eq(error_text(), "loader_normalize: a std of nan for channel 1");
    error_clear();
    scope_end_all();
}

Test(loader, hands_errors_over)
{
    const char *folder = noisy_folder();
    const Dataset *set = folder_open(folder, 0, NULL);
    LoaderOptions options = {.batch = 10, .item = transform_resize(8, RESIZE_CROP)};
    cr_assert(unlink(set->path(set, 33)) == 0 && unlink(set->path(set, 37)) == 0);
    for (options.workers = 0; options.workers <= 3; options.workers++) {
        Loader *loader = loader_new(set, options);
        Batch batch;
        for (int b = 0; b < 3; b++)
            cr_assert(loader_next(loader, &batch), "%s", error_text());
        cr_assert_not(loader_next(loader, &batch));
        cr_assert(error_code() == ERR_FILE && strstr(error_text(), set->path(set, 33)), "%s", error_text());
        cr_assert_not(loader_next(loader, &batch), "nothing while an error is kept");
        error_clear();
        cr_assert(loader_next(loader, &batch) && batch.index[0] == 40, "the batch behind the bad one");

        LoaderOptions sizes = {.batch = 10, .workers = options.workers};
        loader = loader_new(set, sizes);
        cr_assert_not(loader_next(loader, &batch));
        cr_assert(error_code() == ERR_SHAPE && strstr(error_text(), "sample 1 is") && *error_advice());
        error_clear();
    }
    cr_assert_null(loader_new(dataset_take(set, 0), options));
    error_clear();
    options.drop_last = true;
    cr_assert_null(loader_new(dataset_take(set, 9), options));
    cr_assert(error_code() == ERR_VALUE && strstr(error_text(), "has 9 samples, which make no batch of 10"));
    error_clear();
    Batch batch;
    cr_assert_null(loader_new(NULL, options));
    cr_assert_not(loader_next(NULL, &batch));
    cr_assert(error_ok());
    scope_end_all();
}

Test(loader, calls_no_malloc_after_the_first_epoch)
{
    const Dataset *set = folder_open(noisy_folder(), 24, NULL);
    for (int workers = 0; workers <= 4; workers += 2) {
        LoaderOptions options = training(workers);
        options.drop_last = true;
        Loader *loader = loader_new(set, options);
        int64_t before = 0;
        for (int epoch = 0; epoch < 6; epoch++) {
            Batch batch;
            bool more = true;
            while (more) {
                Scope step = scope_begin();
                more = loader_next(loader, &batch);
                scope_end(step);
            }
            if (epoch == 0)
                before = mem_allocations();
        }
        cr_expect(mem_allocations() == before, "%d workers: %d calls", workers,
                  (int)(mem_allocations() - before));
    }
    scope_end_all();
}

Test(loader, survives_failing_memory_and_early_ends)
{
    const char *folder = noisy_folder();
    const Dataset *set = folder_open(folder, 24, NULL);
    for (int workers = 0; workers <= 2; workers += 2) {
        bool good = false;
        for (int n = 1; !good; n += 1 + n / 30) {
            int64_t live = mem_live();
            Scope scope = scope_begin();
            mem_fail_after(n);
            Loader *loader = loader_new(set, training(workers));
            Batch batch;
            good = true;
            for (int b = 0; b < 9; b++) /* over the end of an epoch, and away in the middle of the next */
                good = (loader_next(loader, &batch) || b == 7) && good;
            mem_fail_after(0);
            good = good && error_ok();
            cr_assert(good || error_code() == ERR_MEMORY, "%s", error_text());
            error_clear();
            scope_end(scope);
            pool_trim();
            cr_assert(n < 2000 && mem_live() - live < 8, "allocation %d: %d blocks more", n,
                      (int)(mem_live() - live));
        }
    }
    scope_end_all();
}
