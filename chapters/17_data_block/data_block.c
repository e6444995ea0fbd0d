/* Chapter 17, the data block: from a folder of files to batches.
 *
 *     make ch17                  on drawn bears, with faults planted among them
 *     make ch17 PHOTOS=folder    on your photos, one sub-folder per class */
#include "data_block.h"

#include <stdlib.h>

enum { SIZE = 128 };

static DataBlock bears_block(void)
{
    return (DataBlock){
        .blocks = {IMAGE_BLOCK, CATEGORY_BLOCK},           /* what kinds of data are these?        */
        .get_items = get_image_files,                      /* where are the items?                 */
        .get_y = parent_label,                             /* what is each of them?                */
        .splitter = random_splitter(0.2, 42),              /* which are held back to validate on?  */
        .item_tfms = {transform_resize(SIZE, RESIZE_CROP)} /* and how do they come to be one size? */
    };
}

/* --- What came of the questions ----------------------------------------------------------------------- */

static void print_counts(const char *name, const Dataset *set)
{
    int64_t *counts = set ? scope_alloc((size_t)set->n_classes * sizeof *counts) : NULL;
    if (!counts)
        return;
    dataset_class_counts(set, counts);
    printf("%-10s %5" PRId64, name, set->n);
    for (int c = 0; c < set->n_classes; c++)
        printf(" %9" PRId64, counts[c]);
    printf("\n");
}

static void print_sets(const Datasets *sets)
{
    if (!sets->all)
        return;
    printf("\n%-10s %5s", "", "all");
    for (int c = 0; c < sets->all->n_classes; c++)
        printf(" %9s", sets->all->classes[c]);
    printf("\n");
    print_counts("usable", sets->all);
    print_counts("train", sets->train);
    print_counts("valid", sets->valid);
}

static void print_batch(const DataLoaders *dls)
{
    Batch batch;
    if (!loader_next(dls->train, &batch))
        return;
    printf("\nx (%s), y (%s)\n", shape_text(tensor_shape(batch.x)), shape_text(tensor_shape(batch.y)));
    printf("%" PRId64 " batches in an epoch of training, %" PRId64 " in validation\n",
           loader_batches(dls->train), loader_batches(dls->valid));
}

/* --- A block with a fault in it ----------------------------------------------------------------------- */

static void one_answer_missing(DataBlock block, const char *photos)
{
    printf("\n--- The same block without its item transform\n\n");
    block.item_tfms[0] = (ItemTransform){0};
    bool good = data_block_summary(stdout, &block, photos);
    check_that("pictures of several sizes make no batch", !good);
    if (error_code() == ERR_SHAPE) /* this is what was to be shown */
        error_clear();
}

/* --- Three ways to one size --------------------------------------------------------------------------- */

typedef struct Way {
    const char *name;
    ResizeMethod method;
} Way;

static const Way WAYS[] = {{"crop", RESIZE_CROP},
                           {"squish", RESIZE_SQUISH},
                           {"pad, zeros", RESIZE_PAD_ZEROS},
                           {"pad, border", RESIZE_PAD_BORDER},
                           {"pad, mirror", RESIZE_PAD_REFLECTION}};

enum { N_WAYS = sizeof WAYS / sizeof *WAYS, COLUMNS = N_WAYS + 1 };

/* The most stretched picture of a set: the widest, or the tallest. */
static const Image *most_stretched(const Dataset *set, bool wide)
{
    double most = 0;
    int64_t found = 0;
    for (int64_t i = 0; i < set->n; i++) {
        Image *photo = set->image(set, i);
        double aspect = photo ? (double)photo->width / photo->height : 1;
        aspect = wide ? aspect : 1 / aspect;
        if (aspect > most) {
            most = aspect;
            found = i;
        }
        image_free(photo);
    }
    return image_scoped(set->image(set, found));
}

/* One wide and one tall picture, as they are and in five squares each. */
static void side_by_side(const Dataset *set, const char *path)
{
    const Image *pictures[2 * COLUMNS];
    const char *headings[COLUMNS] = {"photo"};
    for (int row = 0; row < 2; row++) {
        const Image *photo = most_stretched(set, row == 0), **to = pictures + (ptrdiff_t)row * COLUMNS;
        to[0] = image_scoped(image_thumb(photo, SIZE, SIZE));
        for (int i = 0; i < N_WAYS; i++) {
            headings[i + 1] = WAYS[i].name;
            to[i + 1] = image_scoped(image_fit(photo, SIZE, SIZE, WAYS[i].method, NULL));
        }
    }
    Image *sheet =
        montage(2 * COLUMNS, pictures, (Montage){.columns = COLUMNS, .headings = headings, .scale = 1});
    if (montage_save(image_scoped(sheet), path))
        printf("wrote %s: crop, squish and pad\n", path);
}

static void save_pictures(const DataBlock *block, const DataLoaders *dls, const char *folder)
{
    if (!dls->train || !file_make_folder(folder))
        return;
    printf("\n");
    const char *sheet = file_join(folder, "17-show-batch.jpg"), *unique = file_join(folder, "17-unique.jpg"),
               *ways = file_join(folder, "17-resize.jpg");
    if (show_batch(dls->train, sheet, (ShowBatch){.max_n = 10, .columns = 5}))
        printf("wrote %s: the first of an epoch\n", sheet);

    DataBlock random = *block;
    random.item_tfms[0] = transform_random_resized_crop(SIZE, 0.3f);
    DataLoaders cut = data_block_load(&random, dls->sets, (BatchOptions){.batch = 16});
    if (show_batch(cut.train, unique, (ShowBatch){.max_n = 5, .columns = 5, .unique = true}))
        printf("wrote %s: one picture, cut out anew each time\n", unique);
    side_by_side(dls->sets.train, ways);
}

/* --- Who makes the batches ---------------------------------------------------------------------------- */

/* A number that changes when any bit of two epochs does, or their order. */
static uint64_t digest(Loader *loader)
{
    uint64_t sum = 1469598103934665603u; /* FNV-1a */
    Batch batch;
    for (int epoch = 0; epoch < 2; epoch++)
        while (loader_next(loader, &batch)) {
            Scope scope = scope_begin();
            size_t n = (size_t)tensor_count(batch.x);
            float *x = scope_alloc(n * sizeof *x);
            if (x && tensor_read(batch.x, x))
                for (size_t i = 0; i < n * sizeof *x; i++)
                    sum = (sum ^ ((const unsigned char *)x)[i]) * 1099511628211u;
            scope_end(scope);
        }
    return sum;
}

static void count_workers(DataBlock block, const Datasets *sets)
{
    static const int workers[] = {0, 1, 2, 5};
    block.item_tfms[0] = transform_random_resized_crop(SIZE, 0.3f);
    printf("\n--- The same two epochs, made by more and more threads\n\n");
    uint64_t first = 0;
    for (size_t i = 0; i < sizeof workers / sizeof *workers && error_ok(); i++) {
        BatchOptions how = {.batch = 16, .workers = workers[i], .seed = 42};
        DataLoaders dls = data_block_load(&block, *sets, how);
        double began = clock_seconds();
        uint64_t sum = digest(dls.train);
        first = i == 0 ? sum : first;
        printf("%d workers: digest %s, %.2f s\n", workers[i], sum == first ? "the same" : "ANOTHER",
               clock_seconds() - began);
        check_that("the same batches from any number of workers", sum == first);
    }
}

/* --- All of it ---------------------------------------------------------------------------------------- */

static void run(const char *photos, bool drawn, CommonFlags flags)
{
    DataBlock bears = bears_block();
    printf("\n--- The four questions, step by step\n\n");
    if (!data_block_summary(stdout, &bears, photos))
        return;
    DataLoaders dls = data_block_loaders(&bears, photos, (BatchOptions){.batch = 16, .workers = -1});
    print_sets(&dls.sets);
    print_batch(&dls);
    if (drawn && dls.train) {
        check_near("usable drawings", (double)dls.sets.all->n, 171, 0);
        check_near("of them to validate on", (double)dls.sets.valid->n, 34, 0);
        one_answer_missing(bears, photos); /* your photos may all be of one size */
    }
    if (!dls.train)
        return;
    show_seeds(dls.sets.all);
    show_rare_class();
    show_leak(dls.sets.all);
    show_duplicates(dls.sets.all, drawn);
    count_workers(bears, &dls.sets);
    if (!flags.no_plot)
        save_pictures(&bears, &dls, flags.out);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 17, the data block: takes a few seconds.", &flags, argc, argv))
        return finish("17_data_block");
    const char *photos = getenv("PHOTOS");
    bool drawn = !photos || !*photos || strcmp(photos, "datasets/messy") == 0;
    if (drawn && !file_is_folder("datasets/messy")) {
        error_set(ERR_FILE, "there is no datasets/messy");
        error_hint("make data-messy");
        return finish("17_data_block");
    }
    run(drawn ? "datasets/messy" : photos, drawn, flags);

    check_report(stdout);
    return finish("17_data_block");
}
