/* Finds the EXIF part of a picture file, a small TIFF file of its own, and in it the orientation. */
#include "vision/exif.h"

#include <stdbool.h>
#include <string.h>

/* Bytes that are left; every read is checked against them. */
typedef struct View {
    const uint8_t *bytes;
    size_t n;
} View;

static View view_from(View view, size_t at)
{
    return at < view.n ? (View){view.bytes + at, view.n - at} : (View){view.bytes, 0};
}

static bool view_begins(View view, const char *mark, size_t n)
{
    return view.n >= n && memcmp(view.bytes, mark, n) == 0;
}

/* A number of `size` bytes; 0 where there are not so many. */
static size_t view_number(View view, size_t at, size_t size, bool little)
{
    view = view_from(view, at);
    size_t number = 0;
    for (size_t i = 0; i < size && view.n >= size; i++)
        number = number << 8 | view.bytes[little ? size - 1 - i : i];
    return number;
}

/* A TIFF file: byte order, the place of a list of entries, in it for each a tag, a type, a count, a value. */
static int tiff_orientation(View tiff)
{
    enum { ORIENTATION = 0x0112, SHORT = 3, ENTRY_BYTES = 12 };
    bool little = view_begins(tiff, "II*\0", 4);
    if (!little && !view_begins(tiff, "MM\0*", 4))
        return 1;
    View list = view_from(tiff, view_number(tiff, 4, 4, little));
    size_t n = view_number(list, 0, 2, little);
    for (size_t i = 0; i < n && 2 + (i + 1) * ENTRY_BYTES <= list.n; i++) {
        View entry = view_from(list, 2 + i * ENTRY_BYTES);
        if (view_number(entry, 0, 2, little) != ORIENTATION)
            continue;
        size_t value = view_number(entry, 8, view_number(entry, 2, 2, little) == SHORT ? 2 : 4, little);
        return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* Some programs put the mark of JPEG's segment before the TIFF file in other kinds, too. */
static int exif_part_orientation(View part)
{
    return tiff_orientation(view_begins(part, "Exif\0\0", 6) ? view_from(part, 6) : part);
}

static int jpeg_orientation(View file)
{
    enum { START_OF_SCAN = 0xda, APP1 = 0xe1 };
    View at = view_from(file, 2);
    while (at.n >= 4 && at.bytes[0] == 0xff) {
        if (at.bytes[1] == 0xff) { /* padding */
            at = view_from(at, 1);
            continue;
        }
        size_t length = view_number(at, 2, 2, false);
        if (at.bytes[1] == START_OF_SCAN || length < 2 || length > at.n - 2)
            return 1;
        View content = {at.bytes + 4, length - 2};
        if (at.bytes[1] == APP1 && view_begins(content, "Exif\0", 5))
            return exif_part_orientation(content);
        at = view_from(at, 2 + length);
    }
    return 1;
}

/* PNG: length, name, content, checksum. WebP: name, length, content, padded to an even length. */
static int chunk_orientation(View at, bool png)
{
    while (at.n >= 12) {
        size_t length = png ? view_number(at, 0, 4, false) : view_number(at, 4, 4, true);
        if (length > at.n - 8)
            return 1;
        if (memcmp(at.bytes + (png ? 4 : 0), png ? "eXIf" : "EXIF", 4) == 0)
            return exif_part_orientation((View){at.bytes + 8, length});
        at = view_from(at, png ? 12 + length : 8 + length + length % 2);
    }
    return 1;
}

int exif_orientation(const uint8_t *bytes, size_t n)
{
    View file = {bytes, n};
    if (view_begins(file, "\xff\xd8", 2))
        return jpeg_orientation(file);
    if (view_begins(file, "\x89PNG\r\n\x1a\n", 8))
        return chunk_orientation(view_from(file, 8), true);
    if (n >= 12 && view_begins(file, "RIFF", 4) && memcmp(bytes + 8, "WEBP", 4) == 0)
        return chunk_orientation(view_from(file, 12), false);
    return 1;
}
