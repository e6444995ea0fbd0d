/* What a split must do besides choosing at random. */
#include "data_block.h"

#include <stdlib.h>

/* --- The seed ----------------------------------------------------------------------------------------- */

/* How many numbers are in both lists. */
static int64_t in_both(const Sides *a, const Sides *b)
{
    int64_t n = 0;
    for (int64_t i = 0; i < a->n_valid; i++)
        for (int64_t j = 0; j < b->n_valid; j++)
            n += a->valid[i] == b->valid[j];
    return n;
}

void show_seeds(const Dataset *photos)
{
    static const uint64_t seeds[] = {42, 43, 44};
    printf("\n--- Validation sets of %" PRId64 " photos, against the one of seed 42\n\n", photos->n);
    Sides first = split_random(photos->n, 0.2, 42);
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        Sides again = split_random(photos->n, 0.2, seeds[i]);
        printf("seed %" PRIu64 ": %" PRId64 " of %" PRId64 " photos are the same\n", seeds[i],
               in_both(&first, &again), again.n_valid);
    }

    /* fast.ai's RandomSplitter takes these of 395 photos. */
    static const int64_t fastai[] = {42, 34, 372, 113, 181, 250, 202, 339, 201, 360};
    Sides known = split_random(395, 0.2, 42);
    printf("of 395 photos, seed 42 takes %" PRId64 ":", known.n_valid);
    for (int i = 0; i < 10 && known.valid; i++) {
        printf(" %" PRId64, known.valid[i]);
        check_near("fast.ai's split", (double)known.valid[i], (double)fastai[i], 0);
    }
    printf(" ...\n");
    check_near("fast.ai's validation set", (double)known.n_valid, 79, 0);
}

/* --- A rare class ------------------------------------------------------------------------------------- */

enum { MANY = 100, RARE = 10, SEEDS = 1000 };

static int64_t count_rare(const Sides *sides)
{
    int64_t n = 0;
    for (int64_t i = 0; i < sides->n_valid; i++)
        n += sides->valid[i] >= MANY;
    return n;
}

/* A hundred of one class and ten of another, split with many seeds. */
void show_rare_class(void)
{
    int labels[MANY + RARE];
    for (int i = 0; i < MANY + RARE; i++)
        labels[i] = i >= MANY;
    int64_t low = RARE, high = 0, none = 0, stratified_low = RARE, stratified_high = 0;
    for (uint64_t seed = 0; seed < SEEDS && error_ok(); seed++) {
        Scope scope = scope_begin();
        Sides sides = split_random(MANY + RARE, 0.2, seed);
        int64_t n = count_rare(&sides);
        low = n < low ? n : low;
        high = n > high ? n : high;
        none += n == 0;
        sides = split_stratified(MANY + RARE, labels, 0.2, seed);
        n = count_rare(&sides);
        stratified_low = n < stratified_low ? n : stratified_low;
        stratified_high = n > stratified_high ? n : stratified_high;
        scope_end(scope);
    }
    printf("\n--- %d photos of one class and %d of another, split with %d seeds\n\n", MANY, RARE, SEEDS);
    printf("random:     %" PRId64 " to %" PRId64
           " of the rare class to validate on, none at all with %" PRId64 " seeds\n",
           low, high, none);
    printf("stratified: always %" PRId64 "\n", stratified_low);
    check_that("a stratified split always takes as many", stratified_low == 2 && stratified_high == 2);
}

/* --- Nearly the same picture on both sides ------------------------------------------------------------ */

enum { THUMB = 12, VALUES = THUMB * THUMB * 3, SHIFT = 8, FRAMES = 2 };

/* Two pictures of every photo, as if from a video: cut out a few pixels apart, and shrunk to very little. */
static uint8_t *frames_of(const Dataset *photos)
{
    uint8_t *thumbs = scope_alloc((size_t)(FRAMES * photos->n) * VALUES);
    for (int64_t i = 0; thumbs && i < photos->n; i++) {
        Image *photo = photos->image(photos, i);
        for (int frame = 0; photo && frame < FRAMES; frame++) {
            Box box = {frame * SHIFT, frame * SHIFT, photo->width - SHIFT, photo->height - SHIFT};
            Image *thumb = image_resize_crop(photo, box, THUMB, THUMB);
            if (thumb)
                memcpy(thumbs + (FRAMES * i + frame) * VALUES, thumb->pixels, VALUES);
            image_free(thumb);
        }
        image_free(photo);
    }
    return error_ok() ? thumbs : NULL;
}

/* The share of validation frames whose nearest training frame is of another class: a classifier that only
 * remembers. */
static double error_of_remembering(const uint8_t *thumbs, const Dataset *photos, const Sides *sides)
{
    int64_t errors = 0;
    for (int64_t v = 0; v < sides->n_valid; v++) {
        int64_t best = -1, least = INT64_MAX;
        for (int64_t t = 0; t < sides->n_train; t++) {
            int64_t far = 0;
            for (int64_t k = 0; k < VALUES; k++)
                far += llabs((long long)thumbs[sides->valid[v] * VALUES + k] -
                             (long long)thumbs[sides->train[t] * VALUES + k]);
            if (far < least) {
                least = far;
                best = sides->train[t];
            }
        }
        errors += photos->label(photos, sides->valid[v] / FRAMES) != photos->label(photos, best / FRAMES);
    }
    return (double)errors / (double)sides->n_valid;
}

void show_leak(const Dataset *photos)
{
    int64_t n = FRAMES * photos->n;
    const uint8_t *thumbs = frames_of(photos);
    int64_t *scene = scope_alloc((size_t)n * sizeof *scene); /* frames of one photo belong together */
    if (!thumbs || !scene)
        return;
    for (int64_t i = 0; i < n; i++)
        scene[i] = i / FRAMES;
    Sides random = split_random(n, 0.2, 42), grouped = split_grouped(n, scene, 0.2, 42);
    double leaked = error_of_remembering(thumbs, photos, &random),
           honest = error_of_remembering(thumbs, photos, &grouped);
    printf("\n--- Two frames of every photo, and a classifier that only remembers\n\n");
    printf("random split:       %4.1f%% errors\n", 100 * leaked);
    printf("no scene on both:   %4.1f%% errors\n", 100 * honest);
    check_that("frames on both sides flatter", leaked < honest);
}

/* --- The copies that there are ------------------------------------------------------------------------ */

/* Groups of which a split has put one part here and another there. */
static int64_t count_torn(const Sides *sides, const int64_t *group, int64_t n)
{
    int *seen = scope_alloc((size_t)n * sizeof *seen);
    int64_t torn = 0;
    for (int64_t i = 0; seen && i < sides->n_train; i++)
        seen[group[sides->train[i]]] = 1;
    for (int64_t i = 0; seen && i < sides->n_valid; i++) {
        int64_t g = group[sides->valid[i]];
        torn += seen[g] == 1;
        seen[g] = 2; /* counted */
    }
    return torn;
}

void show_duplicates(const Dataset *photos, bool drawn)
{
    const int64_t *group = dataset_duplicates(photos); /* the first photo of each one's group */
    if (!group)
        return;
    int64_t copies = 0;
    for (int64_t i = 0; i < photos->n; i++)
        copies += group[i] != i;
    Sides random = split_random(photos->n, 0.2, 42), grouped = split_grouped(photos->n, group, 0.2, 42);
    int64_t torn = count_torn(&random, group, photos->n), kept = count_torn(&grouped, group, photos->n);
    printf("\n--- Photos that are nearly the same as another one: %" PRId64 "\n\n", copies);
    printf("random split:        %" PRId64 " on both sides\n", torn);
    printf("duplicates_splitter: %" PRId64 " on both sides\n", kept);
    check_near("groups on both sides", (double)kept, 0, 0);
    if (drawn)
        check_at_least("copies that are found", (double)copies, 6);
}
