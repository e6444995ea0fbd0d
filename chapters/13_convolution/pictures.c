/* Kernels over a digit and over a photo, to look at. */
#include "convolution.h"

enum { TILE = 144 };

/* Blue for what is above 0, orange for what is below, white for 0; `most` is full colour. */
static void colour_of(double value, double most, uint8_t *pixel)
{
    static const double blue[3] = {0, 114, 178}, orange[3] = {213, 94, 0};
    double share = fmin(1, fabs(value) / most);
    for (int c = 0; c < 3; c++)
        pixel[c] = (uint8_t)lrint(255 + share * ((value > 0 ? blue[c] : orange[c]) - 255));
}

/* One channel of (1, h, w, k) as a tile. */
static Image *tile_of_map(Tensor *map, int channel, double most)
{
    if (!map)
        return NULL;
    int width = (int)map->shape[2], height = (int)map->shape[1];
    Image *tile = image_scoped(image_new(width, height, 3));
    for (int i = 0; tile && i < width * height; i++)
        colour_of(tensor_at(map, 0, i / width, i % width, channel), most, tile->pixels + (ptrdiff_t)3 * i);
    return image_scoped(image_resize(tile, TILE, TILE));
}

/* (1, h, w, 3) of bytes as a tile; what lies outside 0 to 255 is cut off. */
static Image *tile_of_colours(Tensor *map)
{
    if (!map)
        return NULL;
    int width = (int)map->shape[2], height = (int)map->shape[1];
    Image *tile = image_scoped(image_new(width, height, 3));
    for (int i = 0; tile && i < width * height * 3; i++) {
        double value = tensor_at(map, 0, i / 3 / width, i / 3 % width, i % 3);
        tile->pixels[i] = (uint8_t)lrint(fmin(255, fmax(0, value)));
    }
    return image_scoped(image_resize(tile, TILE, TILE));
}

/* A picture's bytes as floats: (1, h, w, channels). */
static Tensor *tensor_of_image(const Image *image)
{
    if (!image)
        return NULL;
    int64_t n = (int64_t)image_bytes(image);
    Tensor *x = tensor_zeros(SHAPE(1, image->height, image->width, image->channels));
    float *values = scope_alloc((size_t)n * sizeof *values);
    for (int64_t i = 0; values && i < n; i++)
        values[i] = image->pixels[i];
    return values && tensor_write(x, values) ? x : NULL;
}

/* The middle of a photo. */
static Image *square_of(const Image *photo)
{
    return image_scoped(image_fit(photo, TILE, TILE, RESIZE_CROP, NULL));
}

static void save_sheet(int n, const Image *const *tiles, Montage how, const char *path, const char *what)
{
    if (error_ok() && montage_save(image_scoped(montage(n, tiles, how)), path))
        printf("wrote %s: %s\n", path, what);
}

void picture_edges(const Image *photo, const char *folder)
{
    enum { COLUMNS = EDGES + 1 };
    const char *headings[COLUMNS] = {"picture"};
    const Image *tiles[2 * COLUMNS];
    Image *square = square_of(photo), *digit = image_wrap(DIGIT_SIDE, DIGIT_SIDE, 1, (uint8_t *)DIGIT, NULL);
    Tensor *pictures[2] = {tensor_of_image(image_scoped(digit)),
                           tensor_of_image(image_scoped(image_grey(square)))};
    tiles[0] = image_scoped(image_resize(digit, TILE, TILE));
    tiles[COLUMNS] = square;
    for (int row = 0; row < 2; row++) {
        Tensor *maps = tensor_conv(pictures[row], edge_weights(), NULL, (Conv){.pad = 1});
        for (int k = 0; k < EDGES; k++) {
            headings[k + 1] = EDGE_NAMES[k];
            tiles[row * COLUMNS + k + 1] = tile_of_map(maps, k, row ? 150 : 700);
        }
    }
    putchar('\n');
    save_sheet(2 * COLUMNS, tiles, (Montage){.columns = COLUMNS, .headings = headings},
               file_join(folder, "13-edges.jpg"), "where four kernels find edges");
}

/* Weights (3, 3, 3, 3) that do the same to red, green and blue, and mix them not at all. */
static Tensor *each_colour(const float kernel[3][3])
{
    float weights[3][3][3][3] = {0}; /* colour that comes out, row, column, colour that goes in */
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 9; i++)
            weights[c][i / 3][i % 3][c] = kernel[i / 3][i % 3];
    return tensor_from(SHAPE(3, 3, 3, 3), &weights[0][0][0][0], 81);
}

void picture_kernels(const Image *photo, const char *folder)
{
    static const float blur[3][3] = {
        {1 / 9.f, 1 / 9.f, 1 / 9.f}, {1 / 9.f, 1 / 9.f, 1 / 9.f}, {1 / 9.f, 1 / 9.f, 1 / 9.f}};
    static const float sharp[3][3] = {{0, -1, 0}, {-1, 5, -1}, {0, -1, 0}};
    static const char *const headings[] = {"picture", "blur, 3 times", "sharpen", "red - blue"};
    /* One number from all three colours of nine pixels: 27 weights. */
    float warm[27];
    for (int i = 0; i < 27; i++)
        warm[i] = i % 3 == 0 ? 1 / 9.f : i % 3 == 2 ? -1 / 9.f : 0;
    Conv same_size = {.pad = 1};
    Image *square = square_of(photo);
    Tensor *x = tensor_of_image(square), *soft = x;
    for (int i = 0; i < 3; i++)
        soft = tensor_conv(soft, each_colour(blur), NULL, same_size);
    const Image *tiles[] = {
        square, tile_of_colours(soft), tile_of_colours(tensor_conv(x, each_colour(sharp), NULL, same_size)),
        tile_of_map(tensor_conv(x, tensor_from(SHAPE(1, 3, 3, 3), warm, 27), NULL, same_size), 0, 120)};
    save_sheet(4, tiles, (Montage){.columns = 4, .headings = headings}, file_join(folder, "13-kernels.jpg"),
               "kernels over three colours");
}
