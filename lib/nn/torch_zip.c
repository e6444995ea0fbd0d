/* Reading the directory of a zip archive. It is at the end: a record that says where the list of entries
 * begins, before it that list, and before that the entries, each with a header of its own. */
#include "nn/torch_zip.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/scope.h"

#define MAX_FILE_BYTES ((int64_t)2 << 30)

enum {
    END_BYTES = 22,    /* of the last record, at least; a comment of up to 65535 bytes may follow it */
    LISTED_BYTES = 46, /* of an entry of the list, before its name */
    ENTRY_BYTES = 30,  /* of an entry's own header, before its name */
    MAX_NAME = 500,
};

static const uint8_t end_mark[] = {'P', 'K', 5, 6}, listed_mark[] = {'P', 'K', 1, 2},
                     entry_mark[] = {'P', 'K', 3, 4};

static bool damaged(const Zip *zip, const char *what)
{
    if (what)
        error_set(ERR_FORMAT, "torch_file_read: %s: %s", zip->path, what);
    error_hint(
        "it is damaged, or not written by torch.save: fetch it again, or save its weights as safetensors");
    return false;
}

static uint32_t u16(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static bool read_at(const Zip *zip, int64_t from, void *to, int64_t bytes)
{
    return fseeko(zip->stream, from, SEEK_SET) == 0 &&
           fread(to, 1, (size_t)bytes, zip->stream) == (size_t)bytes;
}

/* The contents begin behind the entry's own header, whose name and padding may be longer than the list says.
 */
static bool find_contents(const Zip *zip, int64_t header, int64_t directory, ZipEntry *entry)
{
    uint8_t head[ENTRY_BYTES];
    if (header > directory - ENTRY_BYTES || !read_at(zip, header, head, ENTRY_BYTES) ||
        memcmp(head, entry_mark, 4) != 0)
        return false;
    entry->from = header + ENTRY_BYTES + u16(head + 26) + u16(head + 28);
    return entry->from + entry->bytes <= directory;
}

static bool read_entry(Zip *zip, const uint8_t *listed, int64_t left, int64_t directory, int64_t *length)
{
    if (left < LISTED_BYTES || memcmp(listed, listed_mark, 4) != 0)
        return damaged(zip, "its list of entries is broken");
    int64_t name = u16(listed + 28);
    *length = LISTED_BYTES + name + u16(listed + 30) + u16(listed + 32);
    if (*length > left || name > MAX_NAME)
        return damaged(zip, "its list of entries is broken");
    if (u16(listed + 10) != 0)
        return damaged(zip, "its entries are compressed");
    ZipEntry *entry = &zip->entries[zip->n];
    *entry = (ZipEntry){.name = scope_text("%.*s", (int)name, (const char *)listed + LISTED_BYTES),
                        .bytes = u32(listed + 24)};
    if (!entry->name)
        return false;
    if (!find_contents(zip, u32(listed + 42), directory, entry))
        return damaged(zip, "an entry lies outside the file");
    zip->n++;
    return true;
}

static bool read_list(Zip *zip, const uint8_t *end)
{
    int64_t count = u16(end + 10), bytes = u32(end + 12), from = u32(end + 16);
    struct stat about;
    if (fstat(fileno(zip->stream), &about) != 0 || from + bytes > about.st_size)
        return damaged(zip, "its list of entries lies outside the file");
    uint8_t *list = scope_alloc((size_t)bytes + 1);
    zip->entries = scope_alloc((size_t)count * sizeof *zip->entries);
    if (!list || !zip->entries)
        return false;
    if (!read_at(zip, from, list, bytes))
        return damaged(zip, "became shorter while it was read");
    for (int64_t at = 0, length; zip->n < count; at += length)
        if (!read_entry(zip, list + at, bytes - at, from, &length))
            return false;
    return true;
}

/* The last record, searched from the end because of the comment that may follow it. */
static const uint8_t *find_end(const Zip *zip, int64_t size)
{
    int64_t bytes = size < END_BYTES + 65535 ? size : END_BYTES + 65535;
    uint8_t *tail = scope_alloc((size_t)bytes + 1);
    if (!tail || !read_at(zip, size - bytes, tail, bytes))
        return NULL;
    for (int64_t at = bytes - END_BYTES; at >= 0; at--)
        if (memcmp(tail + at, end_mark, 4) == 0)
            return tail + at;
    return NULL;
}

bool zip_open(Zip *zip, const char *path)
{
    struct stat about;
    *zip = (Zip){.path = path, .stream = fopen(path, "rb")};
    if (!zip->stream || fstat(fileno(zip->stream), &about) != 0 || !S_ISREG(about.st_mode))
        return error_set(ERR_FILE, "torch_file_read: %s: %s", path,
                         zip->stream ? "is not a regular file" : "cannot open");
    if (about.st_size > MAX_FILE_BYTES)
        return error_set(ERR_FILE, "torch_file_read: %s: is larger than 2 GiB", path);
    const uint8_t *end = find_end(zip, about.st_size);
    if (!end)
        return damaged(zip, error_ok() ? "is no zip archive" : NULL);
    return read_list(zip, end);
}

void zip_close(Zip *zip)
{
    if (zip->stream)
        fclose(zip->stream);
}

const ZipEntry *zip_find(const Zip *zip, const char *name)
{
    for (int i = 0; i < zip->n; i++)
        if (strcmp(zip->entries[i].name, name) == 0)
            return &zip->entries[i];
    return NULL;
}
