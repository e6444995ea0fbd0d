/* Laying out pictures and words. */
#include "vision/montage.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "vision/font.h"

enum { GAP = 8, QUALITY = 85 };

static const uint8_t INK[3] = {40, 40, 40};

/* Where things lie, in pixels. */
typedef struct Layout {
    int columns, rows;
    int width, height;  /* of the largest picture                */
    int scale, line;    /* of the letters, and of a line of them */
    int heading, words; /* heights above and below the pictures  */
    int step_x, step_y; /* from one cell to the next             */
} Layout;

static int count_lines(const char *text)
{
    int n = text && *text ? 1 : 0;
    for (; n && *text; text++)
        n += *text == '\n';
    return n;
}

static Layout lay_out(int n, const Image *const *pictures, const Montage *how)
{
    Layout layout = {.columns = how->columns};
    int most_lines = 0;
    for (int i = 0; i < n; i++) {
        if (pictures[i] && pictures[i]->width > layout.width)
            layout.width = pictures[i]->width;
        if (pictures[i] && pictures[i]->height > layout.height)
            layout.height = pictures[i]->height;
        int lines = how->captions ? count_lines(how->captions[i]) : 0;
        most_lines = lines > most_lines ? lines : most_lines;
    }
    while (layout.columns < 1 || (how->columns < 1 && layout.columns * layout.columns < n))
        layout.columns++;
    layout.columns = layout.columns > n ? n : layout.columns;
    layout.rows = (n + layout.columns - 1) / layout.columns;
    layout.scale = how->scale > 0 ? how->scale : layout.width < 120 ? 1 : 2;
    layout.line = FONT_HEIGHT * layout.scale;
    layout.heading = how->headings ? layout.line + GAP : 0;
    layout.words = most_lines > 0 ? most_lines * layout.line + GAP / 2 : 0;
    layout.step_x = layout.width + GAP;
    layout.step_y = layout.height + layout.words + GAP;
    return layout;
}

static void paste(Image *sheet, const Image *picture, int x, int y)
{
    for (int row = 0; row < picture->height; row++) {
        const uint8_t *from =
            picture->pixels + (size_t)row * (size_t)picture->width * (size_t)picture->channels;
        uint8_t *to = sheet->pixels + ((size_t)(y + row) * (size_t)sheet->width + (size_t)x) * 3;
        for (int column = 0; column < picture->width; column++, from += picture->channels, to += 3)
            for (int c = 0; c < 3; c++)
                to[c] = from[picture->channels == 3 ? c : 0];
    }
}

/* Lines in the middle of a cell; too long ones are cut. */
static void write_lines(Image *sheet, const Layout *layout, int x, int y, const char *text)
{
    enum { LONGEST = 256 };
    int room = layout->step_x / (FONT_WIDTH * layout->scale);
    for (; text && *text; y += layout->line) {
        char line[LONGEST];
        int length = (int)strcspn(text, "\n"), kept = length < LONGEST ? length : LONGEST - 1;
        memcpy(line, text, (size_t)kept);
        line[kept] = '\0';
        if (font_width(line, 1) / FONT_WIDTH > room && room >= 2 && room < kept)
            strcpy(line + room - 2, "..");
        int width = font_width(line, layout->scale) - layout->scale;
        font_write(sheet, x + (layout->width - width) / 2, y, line, layout->scale, INK);
        text += length + (text[length] == '\n');
    }
}

Image *montage(int n, const Image *const *pictures, Montage how)
{
    if (!pictures || !error_ok())
        return NULL;
    if (n < 1)
        return error_set(ERR_VALUE, "montage: of %d pictures", n);
    Layout layout = lay_out(n, pictures, &how);
    int64_t width = (int64_t)layout.columns * layout.step_x + GAP,
            height = (int64_t)layout.rows * layout.step_y + layout.heading + GAP;
    if (layout.width < 1 || width * height > IMAGE_MOST_PIXELS)
        return error_set(ERR_VALUE, "montage: %d pictures of up to %d x %d make a sheet of %lld x %lld", n,
                         layout.width, layout.height, (long long)width, (long long)height);
    Image *sheet = image_new((int)width, (int)height, 3);
    if (!sheet)
        return NULL;
    memset(sheet->pixels, 255, image_bytes(sheet));
    for (int column = 0; how.headings && column < layout.columns; column++)
        write_lines(sheet, &layout, GAP + column * layout.step_x, GAP, how.headings[column]);
    for (int i = 0; i < n; i++) {
        int x = GAP + i % layout.columns * layout.step_x;
        int y = GAP + layout.heading + i / layout.columns * layout.step_y;
        if (pictures[i])
            paste(sheet, pictures[i], x + (layout.width - pictures[i]->width) / 2,
                  y + (layout.height - pictures[i]->height) / 2);
        if (how.captions)
            write_lines(sheet, &layout, x, y + layout.height + GAP / 2, how.captions[i]);
    }
    return sheet;
}

bool montage_save(const Image *sheet, const char *path)
{
    return strcasecmp(file_extension(path), "jpg") == 0 ? image_save_jpeg(sheet, path, QUALITY)
                                                        : image_save_png(sheet, path);
}
