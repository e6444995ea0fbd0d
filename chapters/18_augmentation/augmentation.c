/* Chapter 18, augmentation: sixteen bears out of one, with one interpolation, and whether it helps.
 *
 *     make ch18
 *     make ch18 ARGS="--quick"
 *     make ch18 PHOTOS=folder               compare on photos of yours, one sub-folder per class
 */
#include "augmentation.h"

#include <stdlib.h>

static const char BEAR[] = "chapters/00_whole_game/grizzly.jpg";

/* --- One bear sixteen times ---------------------------------------------------------------------------- */

static void print_draw(int number, const AugmentDraw *draw)
{
    printf("%3d  %-4s %8.1f %6.3f %8.3f %6.3f %8.2f %9.2f\n", number, draw->dihedral == 1 ? "yes" : "no",
           (double)draw->degrees, (double)draw->zoom, (double)draw->warp_x, (double)draw->warp_y,
           (double)draw->light.brightness, (double)draw->light.contrast);
}

static void print_map(const GridMap *map)
{
    for (int row = 0; row < 3; row++)
        printf("   %8.4f %8.4f %8.4f\n", map->m[3 * row], map->m[3 * row + 1], map->m[3 * row + 2]);
}

static void sixteen(const FloatImage *bear, uint64_t seed, const char *folder)
{
    enum { TIMES = 16, SHOWN = 4 };
    Augment how = {0};
    FloatImage made[TIMES];
    puts("\n--- One bear, sixteen times: what was drawn for the first four\n");
    puts("     flip  degrees   zoom   warp x      y   bright  contrast");
    if (!augment_fill(&how))
        return;
    for (int i = 0; i < TIMES; i++) {
        Stream stream = stream_of(seed, 0, (uint64_t)i);
        AugmentDraw draw = augment_draw(&how, bear->width, bear->height, &stream);
        made[i] = floats_new(SIDE, SIDE);
        augment_apply(&draw, PAD_REFLECTION, bear, &made[i]);
        if (i < SHOWN)
            print_draw(i + 1, &draw);
        if (i == 0) {
            GridMap map = augment_map(&draw, bear->width, bear->height);
            puts("\nwhere the first one's pixels come from:");
            print_map(&map);
            putchar('\n');
        }
    }
    if (folder)
        sheet_save(made, TIMES, 112, (Montage){.columns = 4}, file_join(folder, "18-sixteen.jpg"));
}

/* --- Nothing is nothing --------------------------------------------------------------------------------- */

static bool same_bits(const FloatImage *a, const FloatImage *b)
{
    return memcmp(a->values, b->values, sizeof(float) * SIDE * SIDE * 3) == 0;
}

static void exactness(const FloatImage *bear)
{
    FloatImage square = floats_new(SIDE, SIDE), once = floats_new(SIDE, SIDE), twice = floats_new(SIDE, SIDE);
    AugmentDraw draw = augment_none();
    augment_apply(&draw, PAD_REFLECTION, bear, &square);
    augment_apply(&draw, PAD_REFLECTION, &square, &once);
    check_that("nothing drawn changes no bit", same_bits(&square, &once));
    draw.dihedral = 1;
    augment_apply(&draw, PAD_REFLECTION, &square, &once);
    augment_apply(&draw, PAD_REFLECTION, &once, &twice);
    check_that("flipped twice is the picture again",
               same_bits(&square, &twice) && !same_bits(&square, &once));
    draw = augment_none();
    draw.degrees = 10;
    GridMap there = augment_map(&draw, SIDE, SIDE);
    draw.degrees = -10;
    GridMap back = augment_map(&draw, SIDE, SIDE), both = grid_compose(there, back);
    check_near("ten degrees and back", both.m[0], 1, 1e-15);
}

/* --- Once or three times -------------------------------------------------------------------------------- */

/* How much neighbours differ: interpolating means averaging, and averaging takes this away. */
static double detail(const FloatImage *image)
{
    double sum = 0;
    int64_t n = 0;
    for (int y = image->height / 4; y < image->height * 3 / 4; y++)
        for (int x = image->width / 4; x < image->width * 3 / 4; x++, n++) {
            const float *at = image->values + 3 * (y * image->width + x);
            sum += fabs((double)at[4] - at[1]) + fabs((double)at[3 * image->width + 1] - at[1]);
        }
    return sum / (double)(2 * n);
}

static void once_or_often(const FloatImage *bear, const char *folder)
{
    FloatImage plain = floats_new(SIDE, SIDE), once = floats_new(SIDE, SIDE), often = floats_new(SIDE, SIDE),
               between = floats_new(SIDE, SIDE);
    AugmentDraw none = augment_none(), all = augment_none(), warp = none, turn = none, zoom = none;
    all.warp_x = warp.warp_x = 0.05f;
    all.warp_y = warp.warp_y = -0.05f;
    all.degrees = turn.degrees = 9;
    all.zoom = zoom.zoom = 1.05f;
    all.zoom_x = zoom.zoom_x = all.zoom_y = zoom.zoom_y = 0.5f;
    augment_apply(&none, PAD_REFLECTION, bear, &plain);
    augment_apply(&all, PAD_REFLECTION, &plain, &once);
    augment_apply(&warp, PAD_REFLECTION, &plain, &often);
    augment_apply(&turn, PAD_REFLECTION, &often, &between);
    augment_apply(&zoom, PAD_REFLECTION, &between, &often);

    double left_once = detail(&once) / detail(&plain), left_often = detail(&often) / detail(&plain);
    puts("\n--- Warp, rotation and zoom: how much neighbouring pixels still differ\n");
    printf("as it was             100 %%\n");
    printf("one interpolation   %5.1f %%\n", 100 * left_once);
    printf("one for each        %5.1f %%\n", 100 * left_often);
    check_that("one interpolation keeps more", left_once > left_often + 0.05);
    FloatImage shown[3] = {enlarged(&plain, 84, 76, 56, 4), enlarged(&once, 84, 76, 56, 4),
                           enlarged(&often, 84, 76, 56, 4)};
    static const char *const names[3] = {"as it was", "one interpolation", "three"};
    if (folder)
        sheet_save(shown, 3, 224, (Montage){.columns = 3, .captions = names},
                   file_join(folder, "18-once.jpg"));
}

/* --- Presizing ------------------------------------------------------------------------------------------ */

/* The share of a picture that comes from beyond its edges, and had to be made up. */
static double made_up(const GridMap *map)
{
    enum { GRID = 100 };
    int outside = 0;
    for (int i = 0; i < GRID * GRID; i++) {
        double x = (i % GRID) * 2.0 / (GRID - 1) - 1, y = (i / GRID) * 2.0 / (GRID - 1) - 1;
        const double *m = map->m;
        double w = m[6] * x + m[7] * y + m[8];
        outside += fabs((m[0] * x + m[1] * y + m[2]) / w) > 1 || fabs((m[3] * x + m[4] * y + m[5]) / w) > 1;
    }
    return (double)outside / (GRID * GRID);
}

static void presizing(uint64_t seed)
{
    enum { DRAWS = 1000 };
    static const float scales[] = {1, 0.75f, 0.5f};
    puts("\n--- What must be made up, of a large square and with a smaller part of it cut out\n");
    puts("min_scale  pictures  pixels of them");
    for (int s = 0; s < 3; s++) {
        Augment how = {.min_scale = scales[s], .size = SIDE};
        int touched = 0;
        double pixels = 0;
        if (!augment_fill(&how))
            return;
        for (uint64_t i = 0; i < DRAWS; i++) {
            Stream stream = stream_of(seed, 1, i);
            AugmentDraw draw = augment_draw(&how, 460, 460, &stream);
            GridMap map = augment_map(&draw, 460, 460);
            double share = made_up(&map);
            touched += share > 0;
            pixels += share;
        }
        printf("%-9g  %5.1f %%   %5.2f %%\n", (double)scales[s], 100.0 * touched / DRAWS,
               100 * pixels / DRAWS);
    }
}

/* --- Normalize ------------------------------------------------------------------------------------------ */

static void print_moments(const char *what, Tensor *x)
{
    Tensor *mean = tensor_mean(x, AXIS0 | AXIS1 | AXIS2);
    Tensor *std = tensor_sqrt(tensor_var(x, AXIS0 | AXIS1 | AXIS2));
    printf("%-7s", what);
    for (int c = 0; c < 3; c++)
        printf(" %7.4f", tensor_at(mean, c));
    printf("   ");
    for (int c = 0; c < 3; c++)
        printf(" %6.4f", tensor_at(std, c));
    putchar('\n');
}

/* The same bears before and after, and back to where they were. */
static void normalize(const FloatImage *bear)
{
    static const float mean[3] = {0.485f, 0.456f, 0.406f}, std[3] = {0.229f, 0.224f, 0.225f};
    int64_t n = (int64_t)bear->height * bear->width * 3;
    Shape shape = SHAPE(1, bear->height, bear->width, 3);
    FloatImage image = floats_new(bear->width, bear->height);
    memcpy(image.values, bear->values, (size_t)n * sizeof(float));
    puts("\n--- Normalize: mean and deviation of red, green and blue\n");
    print_moments("before", tensor_from(shape, image.values, n));
    light_normalize_(&image, mean, std);
    print_moments("after", tensor_from(shape, image.values, n));
    light_denormalize_(&image, mean, std);
    check_that(
        "denormalised is the picture again",
        tensor_all_close(tensor_from(shape, image.values, n), tensor_from(shape, bear->values, n), 0, 1e-6));
}

int main(int argc, char **argv)
{
    CommonFlags common = {.seed = 42, .out = "build/plots"};
    const char *photos = getenv("PHOTOS"); /* make ch18 PHOTOS=folder */
    photos = photos && *photos ? photos : "datasets/drawn";
    const Flag flags[] = {FLAGS_COMMON(common),
                          {"photos", FLAG_TEXT, &photos, 0, 0, "compare on these, a sub-folder per class"}};
    const CommandLine line = {"Chapter 18, augmentation: takes about a minute.\n",
                              (int)(sizeof flags / sizeof *flags), flags, 0, 0};
    if (!flags_parse(&line, stdout, &argc, argv) || !chapter_apply(&common))
        return finish("18_augmentation");
    fputs(line.usage, stdout);
    if (!chapter_device(stdout))
        return finish("18_augmentation");
    uint64_t seed = (uint64_t)common.seed;
    const char *folder = common.no_plot || !file_make_folder(common.out) ? NULL : common.out;

    Image *photo = image_scoped(image_load(BEAR));
    if (photo) {
        FloatImage bear = floats_of(photo);
        sixteen(&bear, seed, folder);
        each_alone(&bear, folder);
        exactness(&bear);
        once_or_often(&bear, folder);
        presizing(seed);
        light_curves(folder);
        normalize(&bear);
        compare(photos, seed, common.quick, folder);
    }
    check_report(stdout);
    return finish("18_augmentation");
}
