/* Whole files: read in one go, and written so that a reader never sees half of one. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/scope.h"

enum { NAME_SHOWN = 200 }; /* bytes of a name in its temporary's name, which must not be longer than 255 */

struct FileWriter {
    char *path;
    char *folder;
    char *temporary;
    FILE *stream; /* NULL after file_commit or file_discard */
};

/* Keeps the error for `code`, an errno, and says what to do where that is known. */
static void *fail(const char *function, const char *path, const char *what, int code)
{
    error_set(ERR_FILE, "%s: %s: %s: %s", function, path, what, strerror(code));
    if (code == ENOENT)
        error_hint("is the name right? relative names start at the folder the program was started in");
    else if (code == EACCES || code == EPERM)
        error_hint("you may not do that there: look at the permissions with ls -l");
    else if (code == EROFS)
        error_hint("this disk cannot be written: choose another folder");
    else if (code == ENOSPC || code == EDQUOT)
        error_hint("the disk is full: free some space, or choose another folder");
    return NULL;
}

/* The size of a regular file, or -1 with the error kept. */
static int64_t size_of(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        fail("file_read", path, "cannot open", errno);
        return -1;
    }
    if (S_ISDIR(about.st_mode)) {
        error_set(ERR_FILE, "file_read: %s: is a folder, not a file", path);
        return -1;
    }
    if (!S_ISREG(about.st_mode)) {
        error_set(ERR_FILE, "file_read: %s: is a pipe or a device, not a file", path);
        return -1;
    }
    return about.st_size;
}

uint8_t *file_read(const char *path, size_t max_bytes, size_t *n_bytes)
{
    if (!path || !n_bytes)
        return NULL;
    int64_t size = size_of(path);
    if (size < 0)
        return NULL;
    size_t expected = (size_t)size;
    if (max_bytes > 0 && expected > max_bytes)
        return error_set(ERR_FILE, "file_read: %s: has %zu bytes, more than the %zu allowed", path, expected,
                         max_bytes);
    uint8_t *bytes = scope_alloc(expected + 1);
    if (!bytes)
        return NULL;
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return fail("file_read", path, "cannot open", errno);
    /* One byte more is asked for than there should be: a file that is being written shows itself. */
    size_t found = fread(bytes, 1, expected + 1, stream);
    int code = ferror(stream) ? errno : 0;
    fclose(stream);
    if (code)
        return fail("file_read", path, "cannot read", code);
    if (found != expected)
        return error_set(ERR_FILE,
                         "file_read: %s: changed while it was read, or its size of %zu bytes is wrong", path,
                         expected);
    *n_bytes = expected;
    return bytes;
}

void file_discard(FileWriter *writer)
{
    if (!writer || !writer->stream)
        return;
    fclose(writer->stream);
    writer->stream = NULL;
    unlink(writer->temporary);
}

static void discard(void *writer)
{
    file_discard(writer);
}

/* Opens a new file with a name that no other writer has: not of this process (the count), nor of another (its
 * id), nor one that a killed process of the same id left behind (O_EXCL). */
static bool open_temporary(FileWriter *writer, const char *name)
{
    static atomic_uint count;
    int file;
    do {
        char *hidden =
            scope_text(".%.*s.tmp-%ld-%u", NAME_SHOWN, name, (long)getpid(), atomic_fetch_add(&count, 1));
        writer->temporary = file_join(writer->folder, hidden);
        if (!writer->temporary)
            return false;
        file = open(writer->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (file < 0 && errno == EEXIST);
    if (file < 0)
        return fail("file_create", writer->path, "cannot be written", errno);
    writer->stream = fdopen(file, "wb");
    if (!writer->stream) {
        fail("file_create", writer->path, "cannot be written", errno);
        close(file);
        unlink(writer->temporary);
    }
    return writer->stream != NULL;
}

FileWriter *file_create(const char *path)
{
    path = file_follow(path);
    if (!path)
        return NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct stat about;
    if (!*name || (stat(path, &about) == 0 && !S_ISREG(about.st_mode)))
        return error_set(ERR_FILE, "file_create: '%s': is a folder or a device, or names no file", path);
    FileWriter *writer = scope_alloc(sizeof *writer);
    if (!writer)
        return NULL;
    writer->path = scope_text("%s", path);
    int folder_length = slash > path ? (int)(slash - path) : 1;
    writer->folder = scope_text("%.*s", folder_length, slash ? path : ".");
    if (!writer->path || !writer->folder)
        return NULL;
    if (!file_is_folder(writer->folder)) {
        error_set(ERR_FILE, "file_create: %s: there is no folder %s", path, writer->folder);
        error_hint("make it: mkdir -p %s", writer->folder);
        return NULL;
    }
    if (!open_temporary(writer, name) || !scope_defer(discard, writer))
        return NULL;
    return writer;
}

FILE *file_stream(FileWriter *writer)
{
    return writer ? writer->stream : NULL;
}

/* Only a synced folder keeps a renamed file through a power cut. EINVAL: this kind of disk has nothing to
 * sync. */
static bool sync_folder(const FileWriter *writer)
{
    int folder = open(writer->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = folder >= 0 && (fsync(folder) == 0 || errno == EINVAL);
    if (!synced)
        fail("file_commit", writer->folder, "cannot sync the folder", errno);
    if (folder >= 0)
        close(folder);
    return synced;
}

bool file_commit(FileWriter *writer)
{
    if (!writer || !writer->stream)
        return false;
    FILE *stream = writer->stream;
    if (ferror(stream)) {
        error_set(ERR_FILE, "file_commit: %s: an earlier write to it failed", writer->path);
        error_hint("is the disk full? df -h %s", writer->folder);
        file_discard(writer);
        return false;
    }
    if (fflush(stream) != 0 || fsync(fileno(stream)) != 0) {
        fail("file_commit", writer->path, "cannot write", errno);
        file_discard(writer);
        return false;
    }
    writer->stream = NULL;
    if (fclose(stream) != 0 || rename(writer->temporary, writer->path) != 0) {
        fail("file_commit", writer->path, "cannot write", errno);
        unlink(writer->temporary);
        return false;
    }
    return sync_folder(writer);
}

bool file_write(const char *path, const void *bytes, size_t n_bytes)
{
    if (!path || (!bytes && n_bytes > 0))
        return false;
    Scope scope = scope_begin();
    FileWriter *writer = file_create(path);
    bool done = writer != NULL;
    if (done && n_bytes > 0 && fwrite(bytes, 1, n_bytes, file_stream(writer)) != n_bytes) {
        fail("file_write", path, "cannot write", errno);
        done = false;
    }
    done = done && file_commit(writer);
    scope_end(scope);
    return done;
}
