/* The data block: from files to batches, what it says on the way, and what it refuses. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "data/data_block.h"
#include "data/show_batch.h"
#include "data/transforms.h"
#include "tests/support/temp_folder.h"
#include "tests/support/values.h"

/* A picture with a slope of light, so that cuts of it differ. */
static void photo(const char *folder, const char *name, int width, int height, int value)
{
    const char *path = temp_path(folder, name);
    Image *image = image_new(width, height, 3);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < 3; c++)
                image->pixels[(y * width + x) * 3 + c] = (uint8_t)(value + x + 10 * c);
    cr_assert(image_save_png(image, path), "%s", error_text());
    image_free(image);
}

/* Ten black bears, six grizzlies, two of them deeper, and a file that is none. */
static const char *bears(void)
{
    const char *folder = temp_folder();
    for (int i = 0; i < 10; i++)
        photo(folder, scope_text("black/bear_%d.png", i), 24 + i % 3, 20, 10 * i);
    for (int i = 0; i < 6; i++)
        photo(folder, scope_text("grizzly/%scub_%d.png", i < 2 ? "more/grizzly/" : "", i), 20, 30, 10 * i);
    temp_file(folder, "grizzly/page.jpg", "<!DOCTYPE html><p>403", 21);
    return folder;
}

static bool in(const Dataset *set, const char *path)
{
    for (int64_t i = 0; i < set->n; i++)
        if (strcmp(set->path(set, i), path) == 0)
            return true;
    return false;
}

Test(data_block, defaults_are_the_four_answers)
{
    const char *folder = bears();
    DataBlock plain = {0};
    DataBlock spelt = {.blocks = {IMAGE_BLOCK, CATEGORY_BLOCK},
                       .get_items = get_image_files,
                       .get_y = parent_label,
                       .splitter = random_splitter(0.2, 42)};
    Datasets a = data_block_datasets(&plain, folder), b = data_block_datasets(&spelt, folder);
    cr_assert(a.valid && b.valid, "%s", error_text());
    cr_assert(a.all->n == 16 && a.valid->n == 3 && a.train->n == 13);
    cr_assert(a.report->n_files == 17 && a.report->n_rejected == 1);
    cr_assert(a.all->n_classes == 2 && strcmp(a.all->classes[1], "grizzly") == 0);
    cr_assert_str_eq(a.all->path(a.all, 10), file_join(folder, "grizzly/cub_2.png"));
    cr_assert_str_eq(a.all->path(a.all, 15), file_join(folder, "grizzly/more/grizzly/cub_1.png"));
    for (int64_t i = 0; i < 3; i++) {
        cr_assert_str_eq(a.valid->path(a.valid, i), b.valid->path(b.valid, i));
        cr_assert(eq(int, in(a.train, a.valid->path(a.valid, i)), false));
    }
    for (int64_t i = 0; i < a.all->n; i++)
        cr_assert(eq(int, a.all->label(a.all, i), strstr(a.all->path(a.all, i), "grizzly/") != NULL));
    scope_end_all();
}

Test(data_block, other_answers)
{
    const char *folder = bears();
    DataBlock by_name = {.get_y = regex_labeller("^(.*)_[0-9]+[.]"),
                         .splitter = stratified_splitter(0.25, 1)};
    cr_assert_null(data_block_datasets(&by_name, folder).all);
    cr_assert(strstr(error_text(), "page.jpg: the name does not match") != NULL, "%s", error_text());
    error_clear();
    Datasets named = data_block_datasets(&by_name, file_join(folder, "black"));
    cr_assert_null(named.all);
    cr_assert(strstr(error_text(), "all 10 items have the same label, 'bear'") != NULL, "%s", error_text());
    error_clear();

    static const char table[] = "photo,kind,valid\nblack/bear_3.png,cub,0\nblack/bear_1.png,old,1\n"
                                "grizzly/cub_4.png,old,0\n";
    temp_file(folder, "kinds.csv", table, sizeof table - 1);
    DataBlock by_table = {.get_items = get_csv_files("kinds.csv", "photo"),
                          .get_y = col_reader("kind"),
                          .splitter = col_splitter("valid"),
                          .photos.keep_side = 10};
    Datasets sets = data_block_datasets(&by_table, folder);
    cr_assert(sets.train && sets.train->n == 2 && sets.valid->n == 1, "%s", error_text());
    cr_assert_str_eq(sets.all->classes[0], "cub");
    cr_assert(sets.all->label(sets.all, 0) == 0 && sets.valid->label(sets.valid, 0) == 1);
    cr_assert_str_eq(sets.valid->path(sets.valid, 0), file_join(folder, "black/bear_1.png"));
    Image *kept = sets.all->image(sets.all, 2);
    cr_assert(kept->width == 10 && kept->height == 15);
    image_free(kept);

    photo(folder, "loose.png", 20, 20, 9);
    DataBlock flat = {.get_items = get_class_files};
    sets = data_block_datasets(&flat, folder);
    cr_assert(sets.all && sets.all->n == 14 && sets.all->n_classes == 2, "neither loose nor deeper");
    cr_assert_null(data_block_datasets(&flat, file_join(folder, "black")).all);
    cr_assert(strstr(error_text(), "/black: no sub-folder of it holds a picture") &&
                  strstr(error_advice(), "a sub-folder of its own, named after the class"),
              "%s", error_text());
    error_clear();
    cr_assert(unlink(file_join(folder, "loose.png")) == 0);

    const char *vocab[] = {"teddy", "grizzly", "black"};
    DataBlock known = {.vocab = {3, vocab}};
    sets = data_block_datasets(&known, folder);
    cr_assert_null(sets.all, "no teddy to train on");
    cr_assert(strstr(error_text(), "class 'teddy' has nothing to train on: no file that can be used") != NULL,
              "%s", error_text());
    cr_assert(strstr(error_advice(), "1 files were left out, the first: ") &&
                  strstr(error_advice(), "/grizzly/page.jpg: is an HTML page"),
              "%s", error_advice());
    error_clear();
    known.splitter = random_splitter(1, 0);
    sets = data_block_datasets(&known, folder);
    cr_assert(sets.valid && sets.valid->n == 16 && sets.all->label(sets.all, 0) == 2, "%s", error_text());
    known.vocab.n = 2;
    cr_assert_null(data_block_datasets(&known, folder).all);
    cr_assert(strstr(error_text(), "its label 'black' is not in the vocabulary") != NULL, "%s", error_text());
    cr_assert_str_eq(error_advice(), "labels can be: teddy grizzly");
    scope_end_all();
}

/* Every photo twice, once of them smaller: a random split tears pairs apart, this one does not. */
Test(data_block, duplicates_stay_together)
{
    enum { N = 12 };
    const char *folder = temp_folder();
    for (int i = 0; i < N; i++) {
        Image *image = image_new(60, 48, 3);
        Stream stream = stream_of(7, 0, (uint64_t)i);
        for (int block = 0; block < 20; block++) /* rectangles of any colour: no two pictures are alike */
            for (int k = 0, x = (int)stream_below(&stream, 40), y = (int)stream_below(&stream, 30),
                     colour = (int)stream_below(&stream, 256);
                 k < 20 * 18; k++)
                for (int c = 0; c < 3; c++)
                    image->pixels[((y + k / 20) * 60 + x + k % 20) * 3 + c] = (uint8_t)(colour * (c + 1));
        Image *small = image_resize(image, 50, 40);
        const char *class = i % 2 ? "odd" : "even";
        cr_assert(image_save_png(image, temp_path(folder, scope_text("%s/%d.png", class, i))));
        cr_assert(image_save_jpeg(small, temp_path(folder, scope_text("%s/%d_again.jpg", class, i)), 95));
        image_free(image);
        image_free(small);
    }
    for (int careful = 0; careful < 2; careful++) {
        DataBlock block = {.splitter = careful ? duplicates_splitter(0.5, 3) : random_splitter(0.5, 3)};
        Datasets sets = data_block_datasets(&block, folder);
        cr_assert(sets.valid && sets.valid->n == N, "%s", error_text());
        int torn = 0;
        for (int64_t i = 0; i < N; i++)
            for (int64_t j = 0; j < N; j++) {
                const char *a = sets.valid->path(sets.valid, i), *b = sets.train->path(sets.train, j);
                torn += atoi(strrchr(a, '/') + 1) == atoi(strrchr(b, '/') + 1);
            }
        cr_assert(careful ? torn == 0 : torn > 2, "%d pairs are torn", torn);
    }
    scope_end_all();
}

/* The bytes of an epoch do not depend on the workers; a copied block is another block. */
Test(data_block, loaders)
{
    const char *folder = bears();
    static const float mean[] = {0.5f, 0.4f, 0.3f}, std[] = {0.2f, 0.25f, 0.3f};
    DataBlock block = {.item_tfms = {transform_resize(18, RESIZE_CROP), transform_resize(12, RESIZE_SQUISH)},
                       .mean = mean,
                       .std = std};
    DataBlock grey = block;
    grey.blocks.x = IMAGE_BW_BLOCK;
    DataLoaders one = data_block_loaders(&block, folder, (BatchOptions){.batch = 4, .seed = 7}),
                two = data_block_loaders(&block, folder, (BatchOptions){.batch = 4, .workers = 3, .seed = 7});
    cr_assert(one.train && two.train, "%s", error_text());
    cr_assert(one.vocab.n == 2 && one.sets.train->n == 13);
    cr_assert(loader_batches(one.train) == 3 && loader_batches(one.valid) == 1,
              "only whole batches to train");
    Batch a, b;
    for (int k = 0; k < 9; k++)
        if (loader_next(one.train, &a)) {
            cr_assert(loader_next(two.train, &b) && values_same_bits(a.x, b.x) && values_same_bits(a.y, b.y));
            cr_assert(a.x->shape[1] == 12 && a.x->shape[2] == 12 && a.x->shape[3] == 3);
        } else {
            cr_assert(error_ok() && !loader_next(two.train, &b));
        }
    DataLoaders light = data_block_load(&grey, one.sets, (BatchOptions){.batch = 100});
    cr_assert(loader_next(light.train, &a) && a.n == 13 && a.x->shape[3] == 1, "a small set makes one batch");

    Datasets nothing = one.sets;
    nothing.valid = dataset_take(nothing.valid, 0);
    cr_assert_null(data_block_load(&block, nothing, (BatchOptions){0}).train);
    cr_assert(strstr(error_text(), "13 items to train on and 0 to validate on") != NULL, "%s", error_text());
    scope_end_all();
}

/* What a batch shows is the picture that went in; looking changes nothing. */
Test(data_block, show_batch)
{
    const char *folder = bears();
    static const float mean[] = {0.485f, 0.456f, 0.406f}, std[] = {0.229f, 0.224f, 0.225f};
    DataBlock block = {.item_tfms = {transform_random_resized_crop(16, 0.3f)}, .mean = mean, .std = std};
    DataLoaders dls = data_block_loaders(&block, folder, (BatchOptions){.batch = 5});
    Batch batch;
    cr_assert(loader_next(dls.valid, &batch));
    for (int64_t i = 0; i < batch.n; i++) {
        Image *photo = dls.sets.valid->image(dls.sets.valid, batch.index[i]);
        Image *want = image_random_resized_crop(photo, 16, 0.3f, NULL);
        Image *got = loader_decode(dls.valid, &batch, i);
        cr_assert(memcmp(want->pixels, got->pixels, image_bytes(want)) == 0, "not the bytes that went in");
        image_free(photo);
        image_free(want);
        image_free(got);
    }
    cr_assert_null(loader_decode(dls.valid, &batch, batch.n));

    Image *sheet = show_batch_image(dls.train, (ShowBatch){.max_n = 6}),
          *unique = show_batch_image(dls.train, (ShowBatch){.max_n = 6, .unique = true}),
          *calm = show_batch_image(dls.valid, (ShowBatch){.max_n = 6, .unique = true});
    cr_assert(sheet && unique && calm, "%s", error_text());
    cr_assert(sheet->width == 3 * 24 + 8 && unique->width == sheet->width && calm->width == sheet->width);
    size_t cell = 16 * 3, row = (size_t)sheet->width * 3;
    const uint8_t *first = unique->pixels + 12 * row + 8 * 3, *second = first + 24 * 3;
    cr_assert(memcmp(first, second, cell) != 0, "the same sample, cut anew each time");
    first = calm->pixels + 12 * row + 8 * 3;
    cr_assert(memcmp(first, first + 24 * 3, cell) == 0, "nothing is random in validation");
    const char *png = temp_path(folder, "sheet.png");
    cr_assert(show_batch(dls.train, png, (ShowBatch){.max_n = 6}));
    Image *saved = image_load(png);
    cr_assert(image_bytes(saved) == image_bytes(sheet) &&
              memcmp(saved->pixels, sheet->pixels, image_bytes(sheet)) == 0);
    image_free(saved);
    image_free(sheet);
    image_free(unique);
    image_free(calm);
    show_batch(dls.train, png, (ShowBatch){.max_n = -1});
    cr_assert(error_code() == ERR_VALUE);
    scope_end_all();
}

/* What the summary prints. */
static const char *summary_of(const DataBlock *block, const char *folder, bool *good)
{
    static char text[8192];
    FILE *out = fmemopen(text, sizeof text, "w");
    *good = data_block_summary(out, block, folder);
    fclose(out);
    return text;
}

static Image *broken(const Image *image, const void *how, Stream *stream)
{
    (void)how;
    (void)stream;
    return error_set(ERR_VALUE, "broken: refuses a picture %d wide", image->width);
}

Test(data_block, summary)
{
    const char *folder = bears();
    DataBlock block = {.item_tfms = {transform_resize(18, RESIZE_PAD_ZEROS)}};
    bool good;
    const char *text = summary_of(&block, folder, &good);
    cr_assert(good && error_ok(), "%s", text);
    static const char *const parts[] = {"get_items   get_image_files\n            17 files, the first ",
                                        "get_y       parent_label\n            \"black\" for the first\n",
                                        "16 of 17 files are pictures that can be used\n",
                                        "grizzly/page.jpg: is an HTML page",
                                        "splitter    random_splitter(0.2, 42)\n            13 to train on, 3",
                                        "transform_resize(18, RESIZE_PAD_ZEROS)\n            18 x 18 x 3\n",
                                        "x (4, 18, 18, 3), values 0.00 to "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        cr_assert(strstr(text, parts[i]) != NULL, "'%s' is missing in\n%s", parts[i], text);

    block.batch_tfms = aug_transforms((Augment){.size = 12});
    text = summary_of(&block, folder, &good);
    const char *tfms = strstr(text, "batch_tfms  aug_transforms\n");
    cr_assert(tfms && good && strstr(tfms, "x (4, 12, 12, 3), values 0.00 to "), "%s", text);

    block.item_tfms[0] = (ItemTransform){0};
    text = summary_of(&block, folder, &good);
    const char *fails = strstr(text, "FAILS HERE  loader_next: ");
    cr_assert(fails && !good && strstr(text, "\nbatch       the first 4") < fails && strstr(fails, "hint "),
              "%s", text);
    error_clear();
    block.item_tfms[0] = (ItemTransform){.apply = broken, .name = "broken"};
    text = summary_of(&block, folder, &good);
    cr_assert(strstr(text, "item_tfms   broken\nFAILS HERE  broken: refuses a picture ") && !good, "%s",
              text);
    error_clear();
    text = summary_of(&block, file_join(folder, "nowhere"), &good);
    cr_assert(strstr(text, "get_items   get_image_files\nFAILS HERE  get_image_files: ") && !good, "%s",
              text);
    scope_end_all();
}

Test(data_block, survives_failing_memory)
{
    const char *folder = bears();
    bool good = false;
    for (int n = 1; !good; n++) {
        int64_t live = mem_live();
        Scope scope = scope_begin();
        mem_fail_after(n);
        DataBlock block = {.get_y = regex_labeller("^([a-z]*)_"),
                           .splitter = group_splitter(0.3, 1, regex_labeller("_([0-9])")),
                           .item_tfms = {transform_resize(8, RESIZE_CROP)},
                           .photos.keep_side = 12};
        block.get_y = error_ok() ? parent_label : block.get_y;
        DataLoaders dls = data_block_loaders(&block, folder, (BatchOptions){.batch = 4});
        Image *sheet = show_batch_image(dls.train, (ShowBatch){0});
        mem_fail_after(0);
        good = sheet && error_ok();
        cr_assert(good || error_code() == ERR_MEMORY, "%s", error_text());
        image_free(sheet);
        error_clear();
        scope_end(scope);
        pool_trim();
        cr_assert(n < 2000 && mem_live() - live < 8, "allocation %d: %d blocks more", n,
                  (int)(mem_live() - live));
    }
    scope_end_all();
}
