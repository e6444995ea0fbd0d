/* Moving files so that nothing is ever replaced, and back by the journal. */
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
#include "data/journal.h"

static const char *const journal_name = "journal.tsv";

/* --- moving ----------------------------------------------------------------------------------------------
 */

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

/* Or links to the same: a relative one is made anew where it goes. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat first, second;
    if (lstat(a, &first) != 0 || lstat(b, &second) != 0)
        return false;
    if (S_ISLNK(first.st_mode) && S_ISLNK(second.st_mode) && (stat(a, &first) != 0 || stat(b, &second) != 0))
        return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? scope_text("%.*s", (int)(slash - path) + (slash == path), path) : scope_text(".");
}

/* The way from a folder to a file, both from the root: "/a/b" and "/a/c/d.jpg" -> "../c/d.jpg". */
static const char *way_to(const char *folder, const char *file)
{
    const char *from = scope_text("%s/", folder), *way = file;
    for (int i = 0; from && file && from[i] && from[i] == file[i]; i++)
        if (file[i] == '/')
            way = file + i + 1;
    for (const char *up = from && file ? from + (way - file) : ""; *up; up++)
        if (*up == '/')
            way = scope_text("../%s", way);
    return way;
}

/* What a link has to say at its new place, if it says where it leads by the way from its folder. NULL for all
 * else. */
static const char *link_anew(const char *from, const char *to)
{
    char text[PATH_MAX], goal_folder[PATH_MAX], folder[PATH_MAX];
    ssize_t n = readlink(from, text, sizeof text - 1);
    if (n < 1 || *text == '/')
        return NULL;
    text[n] = '\0';
    const char *goal = file_join(folder_of(from), text), *slash = goal ? strrchr(goal, '/') : NULL;
    if (!slash || !realpath(folder_of(goal), goal_folder) || !realpath(folder_of(to), folder))
        return NULL;
    return way_to(folder, file_join(goal_folder, slash + 1));
}

/* A second name, then the first one goes: unlike rename this replaces nothing, and a file always has a name.
 * Disks without second names have to make do with looking first. */
static bool move(const char *from, const char *to)
{
    if (!file_make_folder(folder_of(to)))
        return false;
    const char *text = link_anew(from, to);
    bool linked = (text ? symlink(text, to) : link(from, to)) == 0;
    int code = errno;
    bool moved = linked && unlink(from) == 0;
    if (!linked && !text && (code == EPERM || code == EOPNOTSUPP || code == EMLINK) && !is_there(to)) {
        moved = rename(from, to) == 0;
        code = errno;
    }
    if (!moved)
        error_set(ERR_FILE, "reject_files: %s: cannot be moved to %s: %s", from, to, strerror(code));
    return moved;
}

/* Where a line of the journal has put a file: "./grizzly/1.jpg" is still in the folder, the rest are away. */
static const char *place_of(const char *folder, const char *away, const char *to)
{
    return strncmp(to, "./", 2) == 0 ? file_join(folder, to + 2) : file_join(away, to);
}

/* Does the name stay inside the folder that it is joined to? */
static bool is_inside(const char *name)
{
    if (!*name || *name == '/')
        return false;
    for (const char *part = name; part; part = strchr(part, '/'), part += part != NULL)
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
            return false;
    return true;
}

static bool is_planned(const JournalLine *lines, int64_t n, const char *to)
{
    for (int64_t i = 0; i < n; i++)
        if (strcmp(lines[i].to, to) == 0)
            return true;
    return false;
}

/* The name if no file has it and none of the n planned moves leads there, or else "a~2.jpg", "a~3.jpg" ... */
static const char *free_name(const char *folder, const char *away, const char *name, const JournalLine *lines,
                             int64_t n)
{
    const char *stem = file_stem(name), *ending = name + (stem ? strlen(stem) : 0);
    const char *free = stem ? name : NULL;
    for (int copy = 2; free && (strcmp(free, journal_name) == 0 || is_planned(lines, n, free) ||
                                is_there(place_of(folder, away, free)));
         copy++)
        free = scope_text("%s~%d%s", stem, copy, ending);
    return free;
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

/* The moves as lines, every one with a name that will be free. */
static JournalLine *plan(const char *folder, const char *away, const RejectMove *moves, int64_t n)
{
    JournalLine *lines = scope_alloc((size_t)n * sizeof *lines);
    for (int64_t i = 0; lines && i < n && error_ok(); i++) {
        const char *from = moves[i].from, *to = moves[i].to;
        if (!is_inside(from) || (to && !is_inside(to)))
            return error_set(ERR_VALUE, "reject_moves: %s to %s: leads out of the folder", from,
                             to ? to : away);
        to = to ? scope_text("./%s", to) : from;
        lines[i] = (JournalLine){from, to ? free_name(folder, away, to, lines, i) : NULL, moves[i].reason, 0};
    }
    return error_ok() ? lines : NULL;
}

int64_t reject_moves(const char *folder, const RejectMove *moves, int64_t n)
{
    const char *away = reject_folder(folder);
    if (!away || !moves || n < 1)
        return 0;
    JournalLine *lines = plan(folder, away, moves, n);
    if (!lines || !file_make_folder(away) || !journal_append(file_join(away, journal_name), lines, n))
        return 0;
    int64_t moved = 0;
    while (moved < n && move(file_join(folder, lines[moved].from), place_of(folder, away, lines[moved].to)))
        moved++;
    return moved;
}

int64_t reject_files(const char *folder, const Rejected *files, int64_t n)
{
    RejectMove *moves = files && n > 0 ? scope_alloc((size_t)n * sizeof *moves) : NULL;
    for (int64_t i = 0; moves && i < n; i++)
        moves[i] = (RejectMove){files[i].path, NULL, files[i].reason};
    return reject_moves(folder, moves, n);
}

/* Puts one file back. False with ERR_FILE; *kept tells that its name is taken. */
static bool put_back(const char *folder, const char *away, const JournalLine *line, RejectUndo *result,
                     bool *kept)
{
    const char *from = place_of(folder, away, line->to), *to = file_join(folder, line->from);
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

/* Every line has to stay where it may: a journal is a file that anybody could have written. */
static bool check_journal(const char *path, const Journal *journal)
{
    for (int64_t i = 0; i < journal->n; i++) {
        const char *from = journal->lines[i].from, *to = journal->lines[i].to;
        if (is_inside(from) && is_inside(to))
            continue;
        error_set(ERR_FORMAT, "reject_undo: %s: %s to %s leads out of the folder; no file was moved", path,
                  from, to);
        return false;
    }
    return true;
}

/* Takes the lines from number `first` on back, the newest first; those that are done leave the journal. */
static bool undo_from(const char *folder, const char *away, Journal *journal, int64_t first,
                      RejectUndo *result)
{
    bool good = true;
    int64_t left = first;
    bool *stays = scope_alloc((size_t)journal->n * sizeof *stays);
    if (!stays)
        return false;
    for (int64_t i = journal->n - 1; i >= first; i--) {
        bool kept, done = put_back(folder, away, &journal->lines[i], result, &kept);
        good = good && done;
        stays[i] = kept || !done;
    }
    for (int64_t i = first; i < journal->n; i++)
        if (stays[i])
            journal->lines[left++] = journal->lines[i];
    journal->n = left;
    return good;
}

static bool undo(const char *folder, RejectUndo *result, bool last_only)
{
    const char *away = reject_folder(folder), *path = file_join(away, journal_name);
    if (!path || !result)
        return false;
    *result = (RejectUndo){0};
    if (!is_there(path)) {
        error_set(ERR_FILE, "reject_undo: %s: there is no journal, nothing was rejected", path);
        return false;
    }
    Journal *journal = journal_read(path);
    if (!journal || !check_journal(path, journal))
        return false;
    int64_t first = last_only ? journal->n : 0;
    while (first > 0 && journal->lines[first - 1].batch == journal->lines[journal->n - 1].batch)
        first--;
    bool good = undo_from(folder, away, journal, first, result);
    if (!journal_write(path, journal))
        return false;
    if (good && journal->n == 0) {
        unlink(path);
        remove_empty(away);
    }
    return good;
}

bool reject_undo(const char *folder, RejectUndo *result)
{
    return undo(folder, result, false);
}

bool reject_undo_last(const char *folder, RejectUndo *result)
{
    return undo(folder, result, true);
}

bool reject_can_undo(const char *folder)
{
    const char *path = file_join(reject_folder(folder), journal_name);
    return path && is_there(path);
}
