/* Folders: what is in them, in an order that is the same on every machine, and the parts of a path. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"

typedef struct Name {
    struct Name *next;
    char text[];
} Name;

/* Whether an entry of an open folder leads to something of kind `wanted`, S_IFREG or S_IFDIR. Most disks say
 * so in the entry itself; links, and entries of disks that do not, are followed. */
static bool is_kind(DIR *folder, const struct dirent *entry, mode_t wanted)
{
    if (entry->d_type == DT_REG || entry->d_type == DT_DIR)
        return entry->d_type == (wanted == S_IFREG ? DT_REG : DT_DIR);
    struct stat about;
    return fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 && (about.st_mode & S_IFMT) == wanted;
}

/* A chain of the names, in the current scope and in the folder's own order. False with the error kept. */
static bool collect(const char *function, const char *path, mode_t wanted, Name **names, int64_t *n)
{
    DIR *folder = opendir(path);
    if (!folder) {
        int code = errno;
        error_set(ERR_FILE, "%s: %s: cannot open the folder: %s", function, path, strerror(code));
        if (code == ENOENT)
            error_hint("is the name right? relative names start at the folder the program was started in");
        return false;
    }
    bool good = true;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry) {
            if (errno != 0) {
                error_set(ERR_FILE, "%s: %s: cannot read the folder: %s", function, path, strerror(errno));
                good = false;
            }
            break;
        }
        if (entry->d_name[0] == '.' || !is_kind(folder, entry, wanted))
            continue;
        Name *name = scope_alloc(sizeof *name + strlen(entry->d_name) + 1);
        if (!name) {
            good = false;
            break;
        }
        strcpy(name->text, entry->d_name);
        name->next = *names;
        *names = name;
        ++*n;
    }
    closedir(folder);
    return good;
}

static int bytewise(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static FileList *list_of(const char *function, const char *path, mode_t wanted)
{
    if (!path)
        return NULL;
    Name *name = NULL;
    int64_t n = 0;
    FileList *list = scope_alloc(sizeof *list);
    if (!list || !collect(function, path, wanted, &name, &n))
        return NULL;
    list->names = scope_alloc((size_t)n * sizeof *list->names);
    if (!list->names)
        return NULL;
    for (; name; name = name->next)
        list->names[list->n++] = name->text;
    qsort(list->names, (size_t)n, sizeof *list->names, bytewise);
    return list;
}

FileList *file_list(const char *folder)
{
    return list_of("file_list", folder, S_IFREG);
}

FileList *file_folders(const char *folder)
{
    return list_of("file_folders", folder, S_IFDIR);
}

bool file_exists(const char *path)
{
    struct stat about;
    return path && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

bool file_is_folder(const char *path)
{
    struct stat about;
    return path && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* One folder, whose parent is there. Another program may make it at the same moment: that is as good. */
static bool make_one(const char *path)
{
    if (mkdir(path, 0777) == 0)
        return true;
    int code = errno;
    if (file_is_folder(path))
        return true;
    error_set(ERR_FILE, "file_make_folder: %s: cannot make the folder: %s", path, strerror(code));
    if (code == EEXIST || code == ENOTDIR)
        error_hint("a file of that name is in the way: move it, or choose another folder");
    else if (code == EACCES || code == EPERM || code == EROFS)
        error_hint("you may not write there: choose another folder");
    return false;
}

bool file_make_folder(const char *path)
{
    if (!path)
        return false;
    char *part = mem_text(path);
    if (!part)
        return false;
    bool made = true;
    for (char *end = part; made && *end; end++) {
        if (*end != '/' || end == part)
            continue;
        *end = '\0';
        made = make_one(part);
        *end = '/';
    }
    made = made && make_one(part);
    mem_free(part);
    return made;
}

char *file_follow(const char *path)
{
    enum { MOST_LINKS = 40 }; /* as many as Linux follows */
    char to[PATH_MAX], *place = path ? scope_text("%s", path) : NULL;
    for (int links = 0; place && links < MOST_LINKS; links++) {
        ssize_t n = readlink(place, to, sizeof to - 1);
        if (n < 0)
            return place;
        to[n] = '\0';
        const char *slash = *to == '/' ? NULL : strrchr(place, '/');
        place = scope_text("%.*s%s", slash ? (int)(slash + 1 - place) : 0, place, to);
    }
    return place ? error_set(ERR_FILE, "file_follow: %s: is a link that leads in a circle", path) : NULL;
}

char *file_join(const char *folder, const char *name)
{
    if (!folder || !name)
        return NULL;
    size_t length = strlen(folder);
    bool joined = length == 0 || folder[length - 1] == '/';
    return scope_text("%s%s%s", folder, joined ? "" : "/", name);
}

const char *file_extension(const char *path)
{
    if (!path)
        return "";
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : "";
}

char *file_stem(const char *path)
{
    if (!path)
        return NULL;
    size_t ending = strlen(file_extension(path));
    return scope_text("%.*s", (int)(strlen(path) - ending - (ending > 0)), path);
}
