/* Finding pictures: in folders, and in tables. */
#include "data/items.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

enum { DEEPEST = 32, FIRST_ROOM = 256 };

Items *items_new(const char *source)
{
    Items *items = source ? scope_alloc(sizeof *items) : NULL;
    if (!items)
        return NULL;
    items->source = scope_text("%s", source);
    return items->source ? items : NULL;
}

bool items_add(Items *items, const char *path, int64_t row)
{
    if (!items || !path)
        return false;
    if (items->n == items->room) {
        int64_t room = items->room > 0 ? 2 * items->room : FIRST_ROOM;
        const char **paths = scope_alloc((size_t)room * sizeof *paths);
        int64_t *rows = scope_alloc((size_t)room * sizeof *rows);
        if (!paths || !rows)
            return false;
        if (items->n > 0) {
            memcpy(paths, items->paths, (size_t)items->n * sizeof *paths);
            memcpy(rows, items->rows, (size_t)items->n * sizeof *rows);
        }
        items->paths = paths;
        items->rows = rows;
        items->room = room;
    }
    items->paths[items->n] = path;
    items->rows[items->n++] = row;
    return true;
}

bool items_is_picture_name(const char *name)
{
    static const char *const endings[] = {"jpg", "jpeg", "jpe",  "jfif", "png",  "gif", "bmp", "webp",
                                          "tif", "tiff", "heic", "heif", "avif", "svg", "ico"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(file_extension(name), endings[i]) == 0)
            return true;
    return false;
}

bool items_add_folder(Items *items, const char *folder)
{
    const FileList *files = items ? file_list(folder) : NULL;
    for (int64_t i = 0; files && i < files->n; i++)
        if (items_is_picture_name(files->names[i]) &&
            !items_add(items, file_join(folder, files->names[i]), 0))
            return false;
    return files != NULL;
}

const char *items_name(const Items *items, int64_t i)
{
    if (!items || i < 0 || i >= items->n)
        return NULL;
    const char *path = items->paths[i];
    size_t length = strlen(items->source);
    if (strncmp(path, items->source, length) != 0 ||
        (path[length] != '/' && (length == 0 || path[length - 1] != '/')))
        return path;
    return path + length + (path[length] == '/');
}

/* --- folders ------------------------------------------------------------------------------------------ */

static bool add_below(Items *items, const char *folder, int depth)
{
    if (depth > DEEPEST) {
        error_set(ERR_FILE, "get_image_files: %s: more than %d folders inside one another", folder, DEEPEST);
        error_hint("does a link in it lead back to a folder around it?");
        return false;
    }
    const FileList *folders = items_add_folder(items, folder) ? file_folders(folder) : NULL;
    for (int64_t i = 0; folders && i < folders->n; i++)
        if (!add_below(items, file_join(folder, folders->names[i]), depth + 1))
            return false;
    return folders != NULL;
}

static Items *new_for(const char *function, const char *source)
{
    if (file_is_folder(source))
        return items_new(source);
    error_set(ERR_FILE, "%s: %s: there is no such folder", function, source);
    error_hint("name a folder that holds one sub-folder of photos for each class");
    return NULL;
}

static Items *image_files(const char *source, const void *how)
{
    (void)how;
    Items *items = new_for("get_image_files", source);
    if (!items)
        return NULL;
    return add_below(items, source, 0) ? items : NULL;
}

const GetItems get_image_files = {.get = image_files, .name = "get_image_files"};

static Items *class_files(const char *source, const void *how)
{
    (void)how;
    Items *items = new_for("get_class_files", source);
    const FileList *classes = items ? file_folders(source) : NULL;
    for (int64_t i = 0; classes && i < classes->n; i++)
        if (!items_add_folder(items, file_join(source, classes->names[i])))
            return NULL;
    if (classes && items->n == 0) {
        error_set(ERR_VALUE, "get_class_files: %s: no sub-folder of it holds a picture", source);
        error_hint(
            "put the photos of each class into a sub-folder of its own, named after the class; pictures "
            "are told by the endings of their names: jpg, png ...");
        return NULL;
    }
    return classes ? items : NULL;
}

const GetItems get_class_files = {.get = class_files, .name = "get_class_files"};

/* --- tables ------------------------------------------------------------------------------------------- */

typedef struct TableOfFiles {
    const char *table, *column;
} TableOfFiles;

static Items *csv_files(const char *source, const void *how)
{
    const TableOfFiles *which = how;
    if (!which)
        return NULL;
    const Csv *csv = csv_read(file_join(source, which->table));
    int column = csv ? csv_column(csv, which->column) : -1;
    Items *items = column >= 0 ? items_new(source) : NULL;
    for (int64_t row = 0; items && row < csv->n_rows; row++) {
        const char *cell = csv_cell(csv, row, column);
        const char *path = file_join(source, cell);
        if (path && !file_exists(path)) {
            error_set(ERR_FILE, "get_csv_files: %s, line %lld: there is no file '%s'", csv->path,
                      (long long)csv->lines[row], path);
            error_hint("paths in the column '%s' begin at %s", which->column, source);
            return NULL;
        }
        if (!items_add(items, path, row))
            return NULL;
    }
    if (items)
        items->table = csv;
    return items;
}

GetItems get_csv_files(const char *table, const char *column)
{
    TableOfFiles *how = table && column ? scope_alloc(sizeof *how) : NULL;
    if (how)
        *how = (TableOfFiles){scope_text("%s", table), scope_text("%s", column)};
    return (GetItems){csv_files, how,
                      scope_text("get_csv_files(\"%s\", \"%s\")", table ? table : "", column ? column : "")};
}
