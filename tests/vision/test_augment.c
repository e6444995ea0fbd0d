/* Augmentation against PyTorch, number by number, against the pixels where nothing is interpolated, and its
 * draws against their rules. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/augment.h"
#include "vision/resize.h"

static FloatImage room(int width, int height, int channels)
{
    size_t n = (size_t)width * (size_t)height * (size_t)channels;
    return (FloatImage){height, width, channels, scope_alloc((n + 1) * sizeof(float))};
}

static size_t count(const FloatImage *image)
{
    return (size_t)image->width * (size_t)image->height * (size_t)image->channels;
}

/* The same numbers as noise() in tests/golden/make_augment.py. */
static FloatImage noise(int width, int height, int channels)
{
    FloatImage image = room(width, height, channels);
    uint32_t state = (uint32_t)(width * 31 + height * 7 + channels);
    for (size_t i = 0; i < count(&image); i++) {
        state = state * 1664525u + 1013904223u;
        image.values[i] = (float)(state >> 24) / 255;
    }
    return image;
}

Test(augment, equals_pytorch)
{
    FILE *file = fopen("tests/golden/augment.txt", "r");
    cr_assert_not_null(file, "tests/golden/augment.txt: run the tests from the project's root");
    int w, h, c, height, width, pad, cases = 0;
    AugmentDraw d = augment_none();
    while (fscanf(file, " case %d %d %d %d %d %d %d %f %f %f %f %f %f %f %f %f %f %f %f %f", &w, &h, &c,
                  &height, &width, &pad, &d.dihedral, &d.degrees, &d.zoom, &d.zoom_x, &d.zoom_y, &d.warp_x,
                  &d.warp_y, &d.crop_x, &d.crop_y, &d.crop_w, &d.crop_h, &d.light.brightness,
                  &d.light.contrast, &d.light.saturation) == 20) {
        FloatImage in = noise(w, h, c), out = room(width, height, c);
        cr_assert(augment_apply(&d, (PadMode)pad, &in, &out), "%s", error_text());
        double worst = 0;
        for (size_t i = 0; i < count(&out); i++) {
            float wanted;
            cr_assert(fscanf(file, "%f", &wanted) == 1);
            worst = fmax(worst, fabs((double)(out.values[i] - wanted)));
        }
        /* The places are rounded to floats once here and several times there. */
        cr_expect(worst < 1e-5, "case %d: %g off", cases, worst);
        cases++;
    }
    fclose(file);
    cr_assert(eq(int, cases, 27));
    scope_end_all();
}

Test(augment, nothing_changes_nothing)
{
    Augment how = {.p_flip = -1, .p_affine = -1, .p_lighting = -1};
    cr_assert(augment_fill(&how));
    for (int channels = 1; channels <= 3; channels += 2) {
        FloatImage in = noise(37, 23, channels), out = room(37, 23, channels);
        for (uint64_t i = 0; i < 20; i++) {
            Stream stream = stream_of(5, 0, i);
            AugmentDraw draw = augment_draw(&how, 37, 23, &stream);
            cr_assert(augment_apply(&draw, PAD_REFLECTION, &in, &out));
            cr_assert(memcmp(in.values, out.values, count(&in) * sizeof(float)) == 0, "not to the last bit");
        }
        AugmentDraw valid = augment_draw(&(Augment){.max_rotate = 90}, 37, 23, NULL);
        cr_assert(augment_apply(&valid, PAD_REFLECTION, &in, &out));
        cr_assert(memcmp(in.values, out.values, count(&in) * sizeof(float)) == 0, "validation");
    }
    scope_end_all();
}

/* Where pixels only change places, they are found there; twice gives the picture back. */
Test(augment, flips_and_quarter_turns_are_exact)
{
    FloatImage in = noise(16, 16, 3), out = room(16, 16, 3), back = room(16, 16, 3);
    for (int way = 1; way < 8; way++) {
        AugmentDraw draw = augment_none();
        draw.dihedral = way;
        cr_assert(augment_apply(&draw, PAD_REFLECTION, &in, &out));
        for (int y = 0; y < 16 && way == 1; y++)
            for (int x = 0; x < 16; x++)
                cr_assert(fabsf(out.values[(y * 16 + x) * 3 + 1] - in.values[(y * 16 + 15 - x) * 3 + 1]) ==
                          0);
        /* 3 and 5 turn by a quarter and are each other's inverse or their own; four times is nothing for all.
         */
        FloatImage from = in, to = back;
        for (int turn = 0; turn < 4; turn++) {
            cr_assert(augment_apply(&draw, PAD_REFLECTION, &from, &to));
            FloatImage swap = turn == 0 ? out : from;
            from = to;
            to = swap;
        }
        for (size_t i = 0; i < count(&in); i++)
            cr_assert(fabsf(from.values[i] - in.values[i]) < 2e-5f, "way %d, value %zu", way, i);
    }
    scope_end_all();
}

typedef struct Share {
    int flipped, turned, zoomed, warped_x, warped_y, lit, contrast;
    float degrees, zoom, warp, light;
} Share;

/* How often and how far, against REFERENCE values of fast.ai's defaults. */
Test(augment, draws_keep_their_limits)
{
    enum { N = 4000 };
    Augment how = {0};
    cr_assert(augment_fill(&how));
    Share all = {0};
    for (uint64_t i = 0; i < N; i++) {
        Stream stream = stream_of(1, 2, i), again = stream_of(1, 2, i);
        AugmentDraw d = augment_draw(&how, 100, 80, &stream), same = augment_draw(&how, 100, 80, &again);
        cr_assert(memcmp(&d, &same, sizeof d) == 0, "one stream, one draw");
        all.flipped += d.dihedral == 1;
        all.turned += d.degrees != 0;
        all.zoomed += d.zoom != 1;
        all.warped_x += d.warp_x != 0;
        all.warped_y += d.warp_y != 0;
        all.lit += d.light.brightness != 0;
        all.contrast += d.light.contrast != 1;
        all.degrees = fmaxf(all.degrees, fabsf(d.degrees));
        all.zoom = fmaxf(all.zoom, d.zoom);
        all.warp = fmaxf(all.warp, fmaxf(fabsf(d.warp_x), fabsf(d.warp_y)));
        all.light = fmaxf(all.light, fabsf(logf(d.light.contrast)));
        cr_assert(d.zoom >= 1 && d.light.saturation == 1 && d.light.hue == 0 && d.crop_w == 0);
    }
    cr_expect(abs(all.flipped - N / 2) < 100, "flipped %d", all.flipped);
    const int often[] = {all.turned, all.zoomed, all.warped_x, all.warped_y, all.lit, all.contrast};
    for (int i = 0; i < 6; i++)
        cr_expect(abs(often[i] - 3 * N / 4) < 100, "%d: %d of %d", i, often[i], N);
    cr_expect(all.degrees > 9.95f && all.degrees <= 10 && all.zoom > 1.099f && all.zoom <= 1.1f &&
              all.warp > 0.199f && all.warp <= 0.2f);
    cr_expect(all.light > 0.222f && all.light < 0.2232f, "contrast %g, of -log(.8)", (double)all.light);
}

Test(augment, a_zoom_may_be_one_number)
{
    Augment how = {.min_zoom = 1.5f, .max_zoom = 1.5f, .p_affine = 1};
    Stream stream = stream_of(1, 2, 3);
    cr_assert(augment_fill(&how));
    cr_expect(eq(flt, augment_draw(&how, 100, 80, &stream).zoom, 1.5f));
}

Test(augment, crops_keep_their_area)
{
    Augment how = {.min_scale = 0.75f, .size = 64, .mult = 2, .max_hue = 0.1f, .max_saturation = 0.2f};
    cr_assert(augment_fill(&how) && how.max_rotate == 20 && how.max_warp == 0.4f && how.max_zoom == 1.1f);
    double least = 1, most = 0, hue = 0;
    for (uint64_t i = 0; i < 500; i++) {
        Stream stream = stream_of(9, 0, i);
        AugmentDraw d = augment_draw(&how, 200, 200, &stream);
        double area = (double)d.crop_w * d.crop_h / (200 * 200);
        least = fmin(least, area);
        most = fmax(most, area);
        hue = fmax(hue, fabs((double)d.light.hue));
        cr_assert(d.crop_w == d.crop_h && d.crop_x >= 0 && d.crop_x + d.crop_w <= 200 && d.crop_y >= 0 &&
                  d.crop_y + d.crop_h <= 200);
    }
    cr_assert(least > 0.74 && least < 0.76 && most > 0.98 && most <= 1, "%g .. %g", least, most);
    cr_assert(hue > 0.1 && hue < 0.112, "hue %g: .9 to its inverse", hue);

    /* The whole as a crop is the whole. */
    FloatImage in = noise(20, 20, 3), whole = room(11, 11, 3), crop = room(11, 11, 3);
    AugmentDraw draw = augment_none();
    draw.degrees = 12;
    cr_assert(augment_apply(&draw, PAD_REFLECTION, &in, &whole));
    draw.crop_w = draw.crop_h = 20;
    cr_assert(augment_apply(&draw, PAD_REFLECTION, &in, &crop));
    for (size_t i = 0; i < count(&crop); i++)
        cr_assert(fabsf(crop.values[i] - whole.values[i]) < 1e-5f);
    scope_end_all();
}

Test(augment, hue_turns_the_circle_of_colours)
{
    static const float reds[3] = {0.9f, 0.2f, 0.2f};
    static const struct {
        float turn, rgb[3];
    } wanted[] = {{1.0f / 3, {0.2f, 0.9f, 0.2f}},
                  {2.0f / 3, {0.2f, 0.2f, 0.9f}},
                  {0.5f, {0.2f, 0.9f, 0.9f}},
                  {-0.5f, {0.2f, 0.9f, 0.9f}},
                  {1.0f / 12, {0.9f, 0.55f, 0.2f}}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        float values[4];
        memcpy(values, reds, sizeof reds);
        FloatImage pixel = {1, 1, 3, values};
        Light light = light_neutral();
        light.hue = wanted[i].turn;
        light_change_(&pixel, light);
        for (int c = 0; c < 3; c++)
            cr_expect(fabsf(values[c] - wanted[i].rgb[c]) < 1e-5f, "turn %g: %g", (double)wanted[i].turn,
                      (double)values[c]);
    }
}

Test(augment, normalises_both_ways)
{
    static const float mean[3] = {0.485f, 0.456f, 0.406f}, std[3] = {0.229f, 0.224f, 0.225f};
    FloatImage in = noise(9, 7, 3), image = noise(9, 7, 3);
    cr_assert(light_normalize_(&image, mean, std));
    cr_assert(fabsf(image.values[4] - (in.values[4] - 0.456f) / 0.224f) < 1e-6f);
    cr_assert(light_denormalize_(&image, mean, std));
    for (size_t i = 0; i < count(&in); i++)
        cr_assert(fabsf(image.values[i] - in.values[i]) < 1e-6f);
    scope_end_all();
}

Test(augment, erases_and_cuts_out)
{
    Augment how = {.p_erase = 0.5f};
    cr_assert(augment_fill(&how) && how.max_erase == 0.3f);
    int erased = 0;
    double share = 0, most = 0, sum = 0, squares = 0, n = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        FloatImage image = {40, 60, 1, (float[2401]){0}};
        Stream stream = stream_of(3, 0, i);
        int filled = 0;
        erased += augment_erase_(&how, &image, &stream);
        for (size_t k = 0; k < count(&image); k++) {
            filled += image.values[k] != 0;
            sum += (double)image.values[k];
            squares += (double)image.values[k] * image.values[k];
        }
        n += filled;
        share += filled / 2400.0;
        most = fmax(most, filled / 2400.0);
    }
    cr_expect(abs(erased - 500) < 50, "erased %d", erased);
    cr_expect(share / erased > 0.11 && share / erased < 0.17 && most > 0.25 && most < 0.33, "%g, %g",
              share / erased, most);
    cr_expect(fabs(sum / n) < 0.02 && fabs(squares / n - 1) < 0.02, "mean %g, square %g", sum / n,
              squares / n);

    FloatImage image = noise(30, 20, 3);
    Stream stream = stream_of(3, 0, 1);
    augment_cutout_(&image, 8, &stream);
    int zeros = 0;
    for (size_t k = 0; k < count(&image); k += 3)
        zeros += image.values[k] == 0 && image.values[k + 1] == 0 && image.values[k + 2] == 0;
    cr_expect(zeros >= 16 && zeros <= 64, "%d pixels", zeros);
    scope_end_all();
}

Test(augment, refuses_and_survives)
{
    Augment how = {.max_lighting = 1};
    cr_assert(error_ok() && !augment_fill(&how) && error_code() == ERR_VALUE &&
              strstr(error_text(), "max_lighting 1"));
    error_clear();
    FloatImage grey = noise(5, 5, 1), colours = noise(4, 4, 3);
    AugmentDraw draw = augment_none();
    cr_assert(error_ok() && !augment_apply(&draw, PAD_ZEROS, &grey, &colours) && error_code() == ERR_SHAPE);
    error_clear();
    cr_assert(error_ok() && !augment_apply(NULL, PAD_ZEROS, &grey, &grey) &&
              !grid_sample(NULL, NULL, PAD_ZEROS, &grey) && !light_change_(NULL, light_neutral()) &&
              error_ok());

    FloatImage large = noise(50, 50, 1), small = room(8, 8, 1);
    mem_fail_after(1);
    cr_assert(error_ok() && !augment_apply(&draw, PAD_ZEROS, &large, &small) && error_code() == ERR_MEMORY);
    mem_fail_after(0);
    error_clear();

    /* A map that gives no numbers reads inside the picture all the same. */
    GridMap nowhere = {{NAN, 0, 0, INFINITY, 1, 0, 1, -1, 0}};
    for (int pad = PAD_REFLECTION; pad <= PAD_ZEROS; pad++)
        cr_assert(grid_sample(&large, &nowhere, (PadMode)pad, &small));
    scope_end_all();
}
