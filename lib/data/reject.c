/* The journal, and moving files so that nothing is ever replaced. */
#include "data/reject.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

static const char *const journal_name = "journal.tsv";

/* --- moving ----------------------------------------------------------------------------------------------
 */

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat first, second;
    return lstat(a, &first) == 0 && lstat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static bool make_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash || file_make_folder(scope_text("%.*s", (int)(slash - path), path));
}

/* A second name, then the first one goes: unlike rename this replaces nothing, and a file always has a name.
 * Disks without second names have to make do with looking first. */
static bool move(const char *from, const char *to)
{
    if (!make_parent(to))
        return false;
    bool linked = link(from, to) == 0;
    int code = errno;
    bool moved = linked && unlink(from) == 0;
    if (!linked && (code == EPERM || code == EOPNOTSUPP || code == EMLINK) && !is_there(to)) {
        moved = rename(from, to) == 0;
        code = errno;
    }
    if (!moved)
        error_set(ERR_FILE, "reject_files: %s: cannot be moved to %s: %s", from, to, strerror(code));
    return moved;
}

/* A name in the folder that is free: "a.jpg", or else "a~2.jpg", "a~3.jpg" ... */
static char *free_name(const char *folder, const char *name)
{
    const char *ending = file_extension(name);
    int stem = (int)(strlen(name) - strlen(ending) - (*ending ? 1 : 0));
    char *free = scope_text("%s", name);
    for (int copy = 2; free && (strcmp(free, journal_name) == 0 || is_there(file_join(folder, free))); copy++)
        free = scope_text("%.*s~%d%s", stem, name, copy, name + stem);
    return free;
}

/* --- the journal -----------------------------------------------------------------------------------------
 */

/* Lines of three texts between tabs: the old name, the name among the rejected, the reason. */
typedef struct Entry {
    char *from, *to, *reason;
} Entry;

typedef struct Journal {
    Entry *entries;
    int64_t n;
} Journal;

/* Names may hold anything: tab, line end and backslash are written as \t, \n and \\. */
static void write_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '\t' || *text == '\n' || *text == '\\')
            fprintf(file, "\\%c", *text == '\t' ? 't' : *text == '\n' ? 'n' : '\\');
        else
            fputc(*text, file);
    }
}

/* Turns what write_text wrote back, in place. */
static char *read_text(char *text)
{
    char *to = text;
    for (char *from = text; *from; from++) {
        if (*from == '\\' && from[1])
            from++, *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
        else
            *to++ = *from;
    }
    *to = '\0';
    return text;
}

static bool write_entry(FILE *file, const Entry *entry)
{
    write_text(file, entry->from);
    fputc('\t', file);
    write_text(file, entry->to);
    fputc('\t', file);
    write_text(file, entry->reason);
    fputc('\n', file);
    return !ferror(file);
}

/* Lines that are not whole, because the machine stopped, count for nothing: no file was moved yet. */
static Journal *read_journal(const char *path)
{
    Journal *journal = scope_alloc(sizeof *journal);
    size_t n;
    char *text = journal ? (char *)file_read(path, 0, &n) : NULL;
    if (!text)
        return NULL;
    size_t lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += text[i] == '\n';
    journal->entries = scope_alloc(lines * sizeof *journal->entries);
    if (!journal->entries)
        return NULL;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        char *first = strchr(text, '\t'), *second = first ? strchr(first + 1, '\t') : NULL;
        if (!second)
            continue;
        *first = *second = '\0';
        journal->entries[journal->n++] =
            (Entry){read_text(text), read_text(first + 1), read_text(second + 1)};
    }
    return journal;
}

static bool append_journal(const char *path, const Entry *entries, int64_t n)
{
    FILE *file = fopen(path, "ae");
    /* A line end first, in case that the last line was broken off. */
    bool good = file && fseek(file, 0, SEEK_END) == 0 && (ftell(file) == 0 || fputc('\n', file) != EOF);
    for (int64_t i = 0; good && i < n; i++)
        good = write_entry(file, &entries[i]);
    good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (!good)
        error_set(ERR_FILE, "reject_files: %s: cannot write: %s; no file was moved", path, strerror(errno));
    if (file)
        fclose(file);
    return good;
}

/* --- there and back --------------------------------------------------------------------------------------
 */

char *reject_folder(const char *folder)
{
    if (!folder)
        return NULL;
    char path[PATH_MAX];
    if (!file_is_folder(folder) || !realpath(folder, path)) {
        error_set(ERR_FILE, "reject_folder: %s: there is no such folder", folder);
        return NULL;
    }
    if (strcmp(path, "/") == 0)
        return error_set(ERR_FILE, "reject_folder: no folder can be beside /");
    return scope_text("%s-rejected", path);
}

int64_t reject_files(const char *folder, const Rejected *files, int64_t n)
{
    const char *away = reject_folder(folder);
    if (!away || !files || n < 1 || !file_make_folder(away))
        return 0;
    Entry *entries = scope_alloc((size_t)n * sizeof *entries);
    if (!entries)
        return 0;
    for (int64_t i = 0; i < n; i++)
        entries[i] = (Entry){(char *)files[i].path, free_name(away, files[i].path), (char *)files[i].reason};
    if (!error_ok() || !append_journal(file_join(away, journal_name), entries, n))
        return 0;
    int64_t moved = 0;
    while (moved < n && move(file_join(folder, entries[moved].from), file_join(away, entries[moved].to)))
        moved++;
    return moved;
}

/* Puts one file back. False with ERR_FILE; *kept tells that its name is taken. */
static bool put_back(const char *folder, const char *away, const Entry *entry, RejectUndo *result, bool *kept)
{
    const char *from = file_join(away, entry->to), *to = file_join(folder, entry->from);
    *kept = false;
    if (!from || !to || !is_there(from))
        return from && to; /* it never left, or is back already */
    if (is_same_file(from, to)) {
        /* Stopped between the two halves of a move. */
        result->n_back += unlink(from) == 0;
        return true;
    }
    if (is_there(to)) {
        *kept = true;
        result->n_kept++;
        return true;
    }
    bool moved = move(from, to);
    result->n_back += moved;
    return moved;
}

/* Removes the folders that are empty, deepest first. */
static void remove_empty(const char *folder)
{
    const FileList *inside = file_folders(folder);
    for (int64_t i = 0; inside && i < inside->n; i++)
        remove_empty(file_join(folder, inside->names[i]));
    rmdir(folder);
}

bool reject_undo(const char *folder, RejectUndo *result)
{
    const char *away = reject_folder(folder), *path = file_join(away, journal_name);
    if (!path || !result)
        return false;
    *result = (RejectUndo){0};
    if (!is_there(path)) {
        error_set(ERR_FILE, "reject_undo: %s: there is no journal, nothing was rejected", path);
        return false;
    }
    Journal *journal = read_journal(path);
    if (!journal)
        return false;
    bool good = true;
    for (int64_t i = journal->n - 1; i >= 0; i--) {
        Entry *entry = &journal->entries[i];
        bool kept, done = put_back(folder, away, entry, result, &kept);
        good = good && done;
        if (done && !kept)
            entry->from = NULL;
    }
    FileWriter *left = file_create(path);
    for (int64_t i = 0; left && i < journal->n; i++)
        if (journal->entries[i].from)
            write_entry(file_stream(left), &journal->entries[i]);
    if (!left || !file_commit(left))
        return false;
    if (good && result->n_kept == 0) {
        unlink(path);
        remove_empty(away);
    }
    return good;
}
