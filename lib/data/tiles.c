/* Sheets of small pictures. A tile is a strip of rows with a sheet's width between them, so that it is copied
 * when somebody asks for it; nothing else is. */
#include "data/tiles.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "data/items.h"
#include "vision/resize.h"

typedef struct Tiles {
    int side;
    Image **sheets;       /* one per class                        */
    const int64_t *first; /* number of each sheet's first tile    */
    const char **paths;
} Tiles;

/* The last sheet that begins at or before tile i. */
static int sheet_of(const Dataset *set, int64_t i)
{
    const Tiles *tiles = set->state;
    int low = 0, high = set->n_classes;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (tiles->first[middle] <= i)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static Image *tile_image(const Dataset *set, int64_t i)
{
    const Tiles *tiles = set->state;
    int number = sheet_of(set, i), side = tiles->side;
    const Image *sheet = tiles->sheets[number];
    int64_t columns = sheet->width / side, place = i - tiles->first[number];
    Box box = {.x = (int)(place % columns) * side, .y = (int)(place / columns) * side, side, side};
    return image_crop(sheet, box);
}

static const char *tile_path(const Dataset *set, int64_t i)
{
    const Tiles *tiles = set->state;
    return tiles->paths[sheet_of(set, i)];
}

static bool is_whole(const Image *sheet, const char *path, int side)
{
    if (sheet->width % side == 0 && sheet->height % side == 0)
        return true;
    error_set(ERR_VALUE, "tiles_open: %s is %d x %d pixels, no whole number of squares of %d", path,
              sheet->width, sheet->height, side);
    return false;
}

/* Decodes the sheets and counts their tiles; *n becomes their sum. */
static bool read_sheets(Tiles *tiles, int64_t *first, const Items *files, const char **classes, int64_t *n)
{
    *n = 0;
    for (int64_t c = 0; c < files->n; c++) {
        Image *sheet = image_scoped(image_load(files->paths[c]));
        classes[c] = file_stem(items_name(files, c));
        if (!sheet || !classes[c] || !is_whole(sheet, files->paths[c], tiles->side))
            return false;
        tiles->sheets[c] = sheet;
        first[c] = *n;
        *n += (int64_t)(sheet->width / tiles->side) * (sheet->height / tiles->side);
    }
    return true;
}

static int tile_label(const Dataset *set, int64_t i)
{
    return sheet_of(set, i);
}

Dataset *tiles_open(const char *folder, int side)
{
    if (!folder || !error_ok())
        return NULL;
    if (side < 1)
        return error_set(ERR_VALUE, "tiles_open: tiles of %d pixels", side);
    Items *files = items_new(folder);
    if (!files || !items_add_folder(files, folder))
        return NULL;
    if (files->n < 2) {
        error_set(ERR_VALUE, "tiles_open: %s: %lld sheets, at least 2 are needed", folder,
                  (long long)files->n);
        error_hint("one picture per class lies there, made of squares of %d pixels", side);
        return NULL;
    }
    size_t n_classes = (size_t)files->n;
    Dataset *set = scope_alloc(sizeof *set);
    Tiles *tiles = scope_alloc(sizeof *tiles);
    int64_t *first = scope_alloc(n_classes * sizeof *first);
    const char **classes = scope_alloc(n_classes * sizeof *classes);
    Image **sheets = scope_alloc(n_classes * sizeof *sheets);
    if (!set || !tiles || !first || !classes || !sheets)
        return NULL;
    *tiles = (Tiles){.side = side, .sheets = sheets, .first = first, .paths = files->paths};
    *set = (Dataset){.name = files->source,
                     .n_classes = (int)files->n,
                     .classes = classes,
                     .image = tile_image,
                     .label = tile_label,
                     .path = tile_path,
                     .state = tiles};
    return read_sheets(tiles, first, files, classes, &set->n) ? set : NULL;
}
