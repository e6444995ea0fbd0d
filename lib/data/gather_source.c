/* Sources: telling services from paths, and reading lists and folders. */
#include "data/gather_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

enum { MOST_LIST_BYTES = 64 << 20, MOST_ADDRESS = 2000 };

/* --- from ------------------------------------------------------------------------------------ */

/* The line of HTTP with the key out of the environment. The key is never shown. */
static bool read_key(GatherSource *source)
{
    const Provider *provider = source->provider;
    if (!provider->key_variable)
        return true;
    const char *key = getenv(provider->key_variable);
    bool good = key && *key && strlen(key) < 500;
    for (const char *at = key; good && *at; at++)
        good = *at > ' ' && *at <= '~';
    if (!good) {
        error_set(ERR_VALUE, "gather: %s needs a key in %s, and there is %s", provider->name,
                  provider->key_variable, key && *key ? "something else in it" : "none");
        error_hint("export %s=your-key; commons, openverse and inaturalist need none",
                   provider->key_variable);
        return false;
    }
    source->header = scope_text("%s: %s", provider->key_header, key);
    return source->header != NULL;
}

static bool read_source(const char *text, size_t length, GatherSource *source)
{
    char *name = scope_text("%.*s", (int)length, text);
    if (!name)
        return false;
    char *at = strchr(name, '@');
    if (at)
        *at = '\0';
    source->name = name;
    source->provider = provider_find(name);
    if (source->provider) {
        source->base = at ? at + 1 : source->provider->base;
        return read_key(source);
    }
    if (at)
        *at = '@';
    source->path = name;
    source->name = "own";
    if (file_exists(name) || file_is_folder(name))
        return true;
    error_set(ERR_VALUE, "gather: '%s' is no service, file or folder", name);
    error_hint("services are commons, openverse, inaturalist and bing; the rest are paths");
    return false;
}

GatherSource *gather_source_list(const char *from, int *n)
{
    if (!from || !n)
        return NULL;
    size_t room = 1;
    for (const char *at = from; *at; at++)
        room += *at == ',';
    GatherSource *sources = scope_alloc(room * sizeof *sources);
    if (!sources)
        return NULL;
    *n = 0;
    for (const char *at = from;; at++) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        if (!read_source(at, length, &sources[(*n)++]))
            return NULL;
        at += length;
        if (!*at)
            return sources;
    }
}

/* --- lists and folders ----------------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

GatherClass *gather_source_classes(const GatherSource *source, int *n)
{
    if (!source->path || !file_is_folder(source->path)) {
        error_set(ERR_VALUE, "gather: no classes are named");
        error_hint("make gather CLASSES=\"grizzly bear,black bear,teddy bear\" CONTACT=you@example.org");
        return NULL;
    }
    const FileList *folders = file_folders(source->path), *files = file_list(source->path);
    size_t room = folders && files ? (size_t)(folders->n + files->n) : 0, n_names = 0;
    const char **names = scope_alloc((room + 1) * sizeof *names);
    GatherClass *classes = scope_alloc((room + 1) * sizeof *classes);
    if (!folders || !files || !names || !classes)
        return NULL;
    for (int64_t i = 0; i < folders->n; i++)
        names[n_names++] = folders->names[i];
    for (int64_t i = 0; i < files->n; i++)
        if (strcmp(file_extension(files->names[i]), "txt") == 0) {
            char *name = files->names[i];
            name[strlen(name) - strlen(".txt")] = '\0';
            names[n_names++] = name;
        }
    qsort(names, n_names, sizeof *names, by_name);
    *n = 0;
    for (size_t i = 0; i < n_names; i++)
        if (i == 0 || strcmp(names[i], names[i - 1]) != 0) {
            if (!gather_names_class(classes, *n, names[i], names[i]))
                return NULL;
            ++*n;
        }
    if (*n == 0 || *n > GATHER_MOST_CLASSES) {
        error_set(ERR_VALUE, "gather: %s: there are %d classes in it, must be 1 to %d", source->path, *n,
                  GATHER_MOST_CLASSES);
        error_hint("each class is a file NAME.txt of addresses, or a folder NAME of photos");
        return NULL;
    }
    return classes;
}

static size_t count_lines(const char *text, size_t n)
{
    size_t lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += text[i] == '\n';
    return lines;
}

/* One address a line; blanks around it, empty lines and what follows a # at the start of a line do not count.
 */
static bool read_addresses(const char *path, Candidate **list, int *n)
{
    size_t n_bytes;
    char *text = (char *)file_read(path, MOST_LIST_BYTES, &n_bytes);
    *list = text ? scope_alloc(count_lines(text, n_bytes) * sizeof **list) : NULL;
    if (!*list)
        return false;
    if (strlen(text) < n_bytes) {
        error_set(ERR_FORMAT, "gather: %s: is no list of addresses: it has a zero byte", path);
        error_hint("save it as plain text (UTF-8), one address on a line");
        return false;
    }
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0) /* the mark of UTF-8, which some editors write */
        text += 3;
    for (char *line = text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        end += *end != '\0';
        line += strspn(line, " \t\r");
        size_t length = strcspn(line, "\r\n");
        bool counts = length > 0 && *line != '#';
        while (counts && strchr(" \t", line[length - 1]))
            length--;
        const char *url =
            counts ? gather_names_line(scope_text("%.*s", (int)length, line), MOST_ADDRESS) : NULL;
        if (counts && !url)
            return false;
        if (counts)
            (*list)[(*n)++] = (Candidate){.url = url, .page = "", .author = "", .licence = ""};
    }
    return true;
}

/* A path as the address of its photo: in one line, and another one for every path. */
static const char *address_of(const char *path)
{
    char *address = scope_alloc(3 * strlen(path) + 1), *to = address;
    for (; address && *path; path++)
        if ((unsigned char)*path < ' ' || *path == 127)
            to += snprintf(to, 4, "%%%02X", (unsigned)*path);
        else
            *to++ = *path;
    return gather_names_line(address, MOST_ADDRESS);
}

static bool read_folder(const char *folder, Candidate **list, int *n)
{
    const FileList *files = file_list(folder);
    *list = files ? scope_alloc((size_t)(files->n + 1) * sizeof **list) : NULL;
    if (!*list)
        return false;
    for (int64_t i = 0; i < files->n; i++) {
        const char *path = file_join(folder, files->names[i]);
        const char *line = path ? address_of(path) : NULL;
        if (!line)
            return false;
        if (strcmp(files->names[i], "manifest.csv") != 0)
            (*list)[(*n)++] = (Candidate){.url = line, .page = "", .author = "", .licence = "", .path = path};
    }
    return true;
}

Candidate *gather_source_read(const GatherSource *source, const GatherClass *class, int *n)
{
    Candidate *list = scope_alloc(sizeof *list); /* for none */
    *n = 0;
    if (file_exists(source->path))
        return list && read_addresses(source->path, &list, n) ? list : NULL;
    const char *const names[] = {class->name, class->query};
    for (int i = 0; i < 2 && list && *n == 0; i++) {
        if (strchr(names[i], '/'))
            continue;
        const char *folder = file_join(source->path, names[i]);
        const char *addresses = scope_text("%s.txt", folder);
        if (file_exists(addresses) && !read_addresses(addresses, &list, n))
            return NULL;
        if (*n == 0 && file_is_folder(folder) && !read_folder(folder, &list, n))
            return NULL;
    }
    return list;
}
