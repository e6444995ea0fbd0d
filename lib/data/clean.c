/* Marks for photos, the file that keeps them, and doing what they say. */
#include "data/clean.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/journal.h"

/* By this a file is known again under another name. */
typedef struct Identity {
    dev_t device;
    ino_t number;
    off_t size;
    time_t changed;
} Identity;

struct Clean {
    char *folder, *marks_file; /* all three by mem_alloc, as names live longer than a request's scope */
    CleanPhoto *photos;
    Identity *identities;
    const Dataset *set;
    int64_t n;
};

static void clean_free(void *object)
{
    Clean *clean = object;
    for (int64_t i = 0; clean->photos && i < clean->n; i++)
        mem_free((char *)clean->photos[i].name);
    mem_free(clean->photos);
    mem_free(clean->identities);
    mem_free(clean->folder);
    mem_free(clean->marks_file);
    mem_free(clean);
}

static bool identify(const char *path, Identity *identity)
{
    struct stat about;
    if (!path || lstat(path, &about) != 0)
        return false;
    *identity = (Identity){about.st_dev, about.st_ino, about.st_size, about.st_mtime};
    return true;
}

static bool is_same(const Identity *a, const Identity *b)
{
    return a->device == b->device && a->number == b->number && a->size == b->size && a->changed == b->changed;
}

static bool rename_photo(CleanPhoto *photo, const char *name)
{
    char *copy = mem_text(name);
    if (!copy)
        return false;
    mem_free((char *)photo->name);
    photo->name = copy;
    return true;
}

/* --- the file of marks -----------------------------------------------------------------------------------
 * One line for each photo that does not stay: its name, the class that it moves to, and in words what is to
 * be done: "delete" or "move". */

static bool save(const Clean *clean)
{
    Scope scope = scope_begin();
    Journal marks = {0};
    marks.lines = scope_alloc((size_t)clean->n * sizeof *marks.lines);
    for (int64_t i = 0; marks.lines && i < clean->n; i++) {
        const CleanPhoto *photo = &clean->photos[i];
        if (photo->mark >= 0)
            marks.lines[marks.n++] = (JournalLine){photo->name, clean->set->classes[photo->mark], "move", 0};
        else if (photo->mark == CLEAN_DELETE)
            marks.lines[marks.n++] = (JournalLine){photo->name, "", "delete", 0};
    }
    bool saved = marks.lines && journal_write(clean->marks_file, &marks);
    scope_end(scope);
    return saved;
}

static int class_number(const Dataset *set, const char *name)
{
    for (int c = 0; c < set->n_classes; c++)
        if (strcmp(set->classes[c], name) == 0)
            return c;
    return CLEAN_KEEP;
}

/* Marks of files or classes that are not there, whoever wrote them, mean nothing. */
static bool load(Clean *clean)
{
    if (!file_exists(clean->marks_file))
        return true;
    Scope scope = scope_begin();
    const Journal *marks = journal_read(clean->marks_file);
    for (int64_t line = 0, i = 0; marks && line < marks->n; line++) {
        const JournalLine *mark = &marks->lines[line];
        /* They are in the order of the photos, so the next is looked for from the last one on. */
        int64_t tries = 0;
        while (tries < clean->n && strcmp(clean->photos[i].name, mark->from) != 0) {
            i = (i + 1) % clean->n;
            tries++;
        }
        if (tries == clean->n)
            continue;
        CleanPhoto *photo = &clean->photos[i];
        int mover = class_number(clean->set, mark->to);
        if (strcmp(mark->reason, "delete") == 0)
            photo->mark = CLEAN_DELETE;
        else if (mover != photo->label)
            photo->mark = mover;
    }
    scope_end(scope);
    return marks != NULL;
}

/* --- open ------------------------------------------------------------------------------------------------
 */

static bool take_photo(Clean *clean, int64_t i)
{
    size_t folder = strlen(clean->folder);
    const char *path = clean->set->path(clean->set, i);
    CleanPhoto *photo = &clean->photos[i];
    *photo = (CleanPhoto){NULL, clean->set->label(clean->set, i), CLEAN_KEEP};
    if (strncmp(path, clean->folder, folder) != 0) {
        error_set(ERR_VALUE, "clean_open: %s: is not in %s", path, clean->folder);
        return false;
    }
    for (path += folder; *path == '/';)
        path++;
    return rename_photo(photo, path) && identify(file_join(clean->folder, path), &clean->identities[i]);
}

Clean *clean_open(const char *folder, const Dataset *photos)
{
    if (!folder || !photos || !photos->path || !error_ok())
        return NULL;
    const char *away = reject_folder(folder);
    Clean *clean = away ? mem_alloc(sizeof *clean) : NULL;
    if (!clean || !scope_defer(clean_free, clean))
        return NULL;
    clean->set = photos;
    clean->n = photos->n;
    clean->folder = mem_text(folder);
    clean->marks_file =
        mem_text(scope_text("%.*s-marks.tsv", (int)(strlen(away) - strlen("-rejected")), away));
    clean->photos = mem_alloc((size_t)clean->n * sizeof *clean->photos);
    clean->identities = mem_alloc((size_t)clean->n * sizeof *clean->identities);
    if (!clean->folder || !clean->marks_file || !clean->photos || !clean->identities)
        return NULL;
    for (int64_t i = 0; i < clean->n; i++)
        if (!take_photo(clean, i))
            return error_set(ERR_FILE, "clean_open: %s: cannot be read", photos->path(photos, i));
    return load(clean) ? clean : NULL;
}

int64_t clean_count(const Clean *clean)
{
    return clean ? clean->n : 0;
}

const CleanPhoto *clean_photo(const Clean *clean, int64_t i)
{
    return clean && i >= 0 && i < clean->n ? &clean->photos[i] : NULL;
}

const Dataset *clean_dataset(const Clean *clean)
{
    return clean ? clean->set : NULL;
}

const char *clean_folder(const Clean *clean)
{
    return clean ? clean->folder : NULL;
}

/* --- marks -----------------------------------------------------------------------------------------------
 */

bool clean_mark(Clean *clean, int64_t i, int mark)
{
    if (!clean)
        return false;
    if (i < 0 || i >= clean->n || mark < CLEAN_DELETE || mark >= clean->set->n_classes) {
        error_set(ERR_VALUE, "clean_mark: photo %lld of %lld, mark %d", (long long)i, (long long)clean->n,
                  mark);
        return false;
    }
    CleanPhoto *photo = &clean->photos[i];
    if (!*photo->name) {
        error_set(ERR_STATE, "clean_mark: photo %lld is no longer in the folder", (long long)i);
        return false;
    }
    int before = photo->mark;
    photo->mark = mark == photo->label ? CLEAN_KEEP : mark;
    if (photo->mark == before || save(clean))
        return true;
    photo->mark = before;
    return false;
}

bool clean_unmark_all(Clean *clean)
{
    for (int64_t i = 0; clean && i < clean->n; i++)
        clean->photos[i].mark = CLEAN_KEEP;
    return clean && save(clean);
}

int64_t clean_changes(const Clean *clean)
{
    int64_t changes = 0;
    for (int64_t i = 0; clean && i < clean->n; i++)
        changes += clean->photos[i].mark != CLEAN_KEEP;
    return changes;
}

/* --- doing it --------------------------------------------------------------------------------------------
 */

/* Finds the photo that this file is, whatever it is called now, and notes its name. */
static bool recognise(Clean *clean, const char *name, int label, bool *seen)
{
    Identity identity;
    if (!identify(file_join(clean->folder, name), &identity))
        return true;
    for (int64_t i = 0; i < clean->n; i++)
        if (!seen[i] && is_same(&clean->identities[i], &identity)) {
            seen[i] = true;
            clean->photos[i].label = label;
            return strcmp(clean->photos[i].name, name) == 0 || rename_photo(&clean->photos[i], name);
        }
    return true;
}

/* Looks where the files are by now. A mark that is carried out is none any more. */
static bool look_again(Clean *clean)
{
    Scope scope = scope_begin();
    bool *seen = scope_alloc((size_t)clean->n * sizeof *seen), good = seen != NULL;
    for (int c = 0; good && c < clean->set->n_classes; c++) {
        const char *class = clean->set->classes[c], *path = file_join(clean->folder, class);
        const FileList *files = path && file_is_folder(path) ? file_list(path) : NULL;
        for (int64_t i = 0; good && files && i < files->n; i++)
            good = recognise(clean, file_join(class, files->names[i]), c, seen);
    }
    for (int64_t i = 0; good && i < clean->n; i++) {
        CleanPhoto *photo = &clean->photos[i];
        if (!seen[i])
            good = rename_photo(photo, "");
        if (!seen[i] || photo->mark == photo->label)
            photo->mark = CLEAN_KEEP;
    }
    scope_end(scope);
    return good && save(clean);
}

/* After an error, too: the first one stays the one that is told. */
static void look_again_anyway(Clean *clean)
{
    Error first;
    bool failed = error_take(&first);
    look_again(clean);
    if (failed) {
        error_clear();
        error_put(&first);
    }
}

int64_t clean_apply(Clean *clean)
{
    if (!clean || !error_ok())
        return 0;
    Scope scope = scope_begin();
    RejectMove *moves = scope_alloc((size_t)clean->n * sizeof *moves);
    int64_t n = 0;
    for (int64_t i = 0; moves && i < clean->n; i++) {
        const CleanPhoto *photo = &clean->photos[i];
        const char *slash = strrchr(photo->name, '/');
        if (photo->mark >= 0)
            moves[n++] = (RejectMove){
                photo->name, file_join(clean->set->classes[photo->mark], slash ? slash + 1 : photo->name),
                "belongs into another class"};
        else if (photo->mark == CLEAN_DELETE)
            moves[n++] = (RejectMove){photo->name, NULL, "was deleted by hand"};
    }
    int64_t moved = moves && error_ok() ? reject_moves(clean->folder, moves, n) : 0;
    scope_end(scope);
    look_again_anyway(clean);
    return moved;
}

bool clean_undo(Clean *clean, RejectUndo *result)
{
    if (!clean || !error_ok())
        return false;
    Scope scope = scope_begin();
    bool undone = reject_undo_last(clean->folder, result);
    scope_end(scope);
    look_again_anyway(clean);
    return undone && error_ok();
}
