/* The pictures of chapter 18. */
#include "augmentation.h"

FloatImage floats_new(int width, int height)
{
    return (FloatImage){height, width, 3,
                        scope_alloc(((size_t)width * (size_t)height * 3 + 1) * sizeof(float))};
}

FloatImage floats_of(const Image *image)
{
    FloatImage floats = floats_new(image->width, image->height);
    for (size_t i = 0; floats.values && i < image_bytes(image); i++)
        floats.values[i] = (float)image->pixels[i] / 255;
    return floats;
}

/* As a picture of bytes, brought to `side` pixels. */
static Image *tile_of(const FloatImage *floats, int side)
{
    Image *image = image_scoped(image_new(floats->width, floats->height, 3));
    for (size_t i = 0; image && i < image_bytes(image); i++)
        image->pixels[i] = (uint8_t)(fminf(fmaxf(floats->values[i], 0), 1) * 255 + 0.5f);
    return image_scoped(image_resize(image, side, side));
}

void sheet_save(const FloatImage *pictures, int n, int tile, Montage how, const char *path)
{
    const Image *tiles[SHEET_MOST];
    for (int i = 0; i < n; i++)
        tiles[i] = tile_of(&pictures[i], tile);
    if (error_ok() && montage_save(image_scoped(montage(n, tiles, how)), path))
        printf("wrote %s\n", path);
}

FloatImage enlarged(const FloatImage *image, int x, int y, int side, int times)
{
    FloatImage large = floats_new(side * times, side * times);
    for (int i = 0; large.values && i < side * times * side * times; i++) {
        int from_x = x + i % (side * times) / times, from_y = y + i / (side * times) / times;
        memcpy(large.values + 3 * i, image->values + 3 * (from_y * image->width + from_x), 3 * sizeof(float));
    }
    return large;
}

void each_alone(const FloatImage *bear, const char *folder)
{
    enum { KINDS = 12 };
    static const char *const names[KINDS] = {"as it is",  "flipped",  "turned by 10", "zoomed 1.1",
                                             "warped .2", "brighter", "contrast",     "less colour",
                                             "hue + .1",  "erased",   "cut out",      "laid down"};
    if (!folder)
        return;
    AugmentDraw draws[KINDS];
    for (int i = 0; i < KINDS; i++)
        draws[i] = augment_none();
    draws[1].dihedral = 1;
    draws[2].degrees = 10;
    draws[3].zoom = 1.1f;
    draws[3].zoom_x = draws[3].zoom_y = 0.5f;
    draws[4].warp_x = 0.2f;
    draws[5].light.brightness = light_logit(0.6f);
    draws[6].light.contrast = 1.25f;
    draws[7].light.saturation = 0.5f;
    draws[8].light.hue = 0.1f;
    draws[11].dihedral = 3;

    FloatImage made[KINDS];
    for (int i = 0; i < KINDS; i++) {
        made[i] = floats_new(SIDE, SIDE);
        augment_apply(&draws[i], PAD_REFLECTION, bear, &made[i]);
    }
    Augment erase = {.p_erase = 1};
    Stream stream = stream_of(0, 0, 5);
    augment_fill(&erase);
    augment_erase_(&erase, &made[9], &stream);
    augment_cutout_(&made[10], SIDE / 3, &stream);
    sheet_save(made, KINDS, 112, (Montage){.columns = 4, .captions = names},
               file_join(folder, "18-each.jpg"));
}

void light_curves(const char *folder)
{
    enum { POINTS = 200 };
    if (!folder)
        return;
    const char *csv = file_join(folder, "18-light.csv"), *png = file_join(folder, "18-light.png");
    FileWriter *data = file_create(csv);
    for (int i = 0; data && i <= POINTS; i++) {
        float x = (float)i / POINTS;
        fprintf(file_stream(data), "%g", (double)x);
        static const Light lights[] = {
            {0.847f, 1, 1, 0}, {-0.847f, 1, 1, 0}, {0, 1.67f, 1, 0}, {0, 0.6f, 1, 0}};
        for (int k = 0; k < 4; k++) {
            float value = x;
            FloatImage pixel = {1, 1, 1, &value};
            light_change_(&pixel, lights[k]);
            fprintf(file_stream(data), ",%.5f", (double)value);
        }
        fprintf(file_stream(data), ",%.5f\n", fmin(1.4 * (double)x, 1));
    }
    if (file_commit(data))
        plot_show(stdout, "ch18-light", png, "how light moves", 1, &(PlotVariable){"data", csv});
}
