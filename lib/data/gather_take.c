/* Candidates become photos: downloads go through the judge and the search for doubles into the class and its
 * manifest. */
#include "data/gather_part.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/program.h"
#include "data/gather_photo.h"

enum { WINDOW = 16 }; /* downloads lined up at a time; as many photos may wait in memory */

/* Counts under a reason; the last place takes what finds none. */
static bool count(const GatherRun *run, GatherCount *counts, int *total, const char *reason)
{
    int i = 0;
    while (i < GATHER_MOST_REASONS - 1 && counts[i].n > 0 && strcmp(counts[i].reason, reason) != 0)
        i++;
    if (counts[i].n == 0)
        counts[i].reason = gather_lasting(run->outer, i < GATHER_MOST_REASONS - 1 ? reason : "other reasons");
    counts[i].n++;
    ++*total;
    return counts[i].reason != NULL;
}

static bool count_failed(GatherRun *run, const char *reason)
{
    return count(run, run->report->failed, &run->report->n_failed, reason);
}

static bool count_skipped(GatherRun *run, const char *reason)
{
    return count(run, run->report->skipped, &run->report->n_skipped, reason);
}

/* --- one photo ------------------------------------------------------------------------------- */

/* Whether a photo of any class is the same file, or a copy; *row says so. False with an error. */
static bool find_double(GatherRun *run, const GatherPhoto *photo, GatherRow *row)
{
    for (int k = 0; k < run->n_all; k++)
        for (int i = 0; i < gather_manifest_n(run->all[k]); i++) {
            const GatherRow *other = gather_manifest_row(run->all[k], i);
            if (other->status != GATHER_DOWNLOADED)
                continue;
            bool same = strcmp(other->sha256, photo->sha256) == 0;
            bool copy = same || gather_photo_is_copy(photo, other->look, run->folders[k], other->file);
            if (!error_ok())
                return false;
            if (!copy)
                continue;
            row->status = GATHER_DUPLICATE;
            row->reason =
                scope_text("%s %s/%s", same ? "same file as" : "copy of", run->names[k], other->file);
            return row->reason && gather_manifest_add(run->manifest, row) &&
                   count_skipped(run, same ? "same file" : "near duplicate");
        }
    return true;
}

/* What did not become a photo. */
static bool reject(GatherRun *run, GatherRow *row, const char *reason, bool may_pass)
{
    row->status = may_pass ? GATHER_FAILED : GATHER_REFUSED;
    row->reason = reason;
    return gather_manifest_add(run->manifest, row) && count_failed(run, reason);
}

/* Bytes that came for a candidate. They are on the disk already when `file` names them: then a crash came
 * between the photo and its line in the manifest. */
static bool accept(GatherRun *run, const char *source, GatherRow *row, const uint8_t *bytes, size_t n,
                   const char *file)
{
    GatherPhoto photo;
    if (!gather_photo_judge(bytes, n, &photo))
        return false;
    row->size = (int64_t)n;
    row->sha256 = photo.sha256;
    row->look = photo.look.hash;
    if (photo.problem)
        return reject(run, row, photo.problem, false);
    if (!file && !find_double(run, &photo, row))
        return false;
    if (row->status == GATHER_DUPLICATE)
        return true;
    row->file = file ? file : scope_text("%s.%s", gather_names_file(source, row->url), photo.extension);
    const char *path = file_join(run->folder, row->file);
    if (!path || (!file && !file_write(path, bytes, n)) || !gather_manifest_add(run->manifest, row))
        return false;
    run->report->n_downloaded++;
    run->n_here++;
    gather_show_progress(run);
    return true;
}

static GatherRow row_of(const Candidate *candidate)
{
    return (GatherRow){.url = candidate->url,
                       .page = candidate->page,
                       .author = candidate->author,
                       .licence = candidate->licence,
                       .file = "",
                       .sha256 = "",
                       .reason = ""};
}

static bool take_answer(GatherRun *run, const char *source, const FetchAnswer *answer)
{
    Scope scope = scope_begin();
    GatherRow row = row_of(answer->request->context);
    bool good = answer->problem ? reject(run, &row, answer->problem, answer->may_pass)
                                : accept(run, source, &row, answer->bytes, answer->n, NULL);
    scope_end(scope);
    return good;
}

/* A file of this machine: one to be copied, or (`file`) one that is in its place and lacks its line. */
static bool take_file(GatherRun *run, const char *source, const Candidate *candidate, const char *path,
                      const char *file)
{
    Scope scope = scope_begin();
    GatherRow row = row_of(candidate);
    size_t n;
    const uint8_t *bytes = file_read(path, (size_t)run->options.most_bytes, &n);
    bool good = bytes != NULL;
    if (good) {
        good = accept(run, source, &row, bytes, n, file);
    } else if (error_code() == ERR_FILE) {
        error_clear();
        good = reject(run, &row, "cannot be read, or too large", true);
    }
    scope_end(scope);
    return good;
}

/* --- many ------------------------------------------------------------------------------------ */

typedef enum { DO_FETCH, DO_NOTHING, DO_STOP } ToDo;

/* What can be told without asking anybody: known addresses, photos that lack only their line, and files here.
 */
static ToDo look_here(GatherRun *run, const char *source, const Candidate *candidate)
{
    const GatherRow *known = gather_manifest_find(run->manifest, candidate->url);
    if (known && known->status == GATHER_DOWNLOADED) {
        bool here = file_exists(file_join(run->folder, known->file));
        return here || count_skipped(run, "taken out by you") ? DO_NOTHING : DO_STOP;
    }
    if (known && known->status != GATHER_FAILED)
        return count_skipped(run, "tried before") ? DO_NOTHING : DO_STOP;
    const char *name = gather_names_file(source, candidate->url);
    const char *file = name ? gather_photo_find(run->folder, name) : NULL;
    if (!error_ok())
        return DO_STOP;
    if (!file && !candidate->path)
        return DO_FETCH;
    const char *path = file ? file_join(run->folder, file) : candidate->path;
    return take_file(run, source, candidate, path, file) ? DO_NOTHING : DO_STOP;
}

static bool interrupted(void)
{
    if (program_interrupted()) {
        error_set(ERR_INTERRUPTED, "gather: interrupted");
        error_hint("the same line again goes on from here");
    }
    return program_interrupted();
}

/* Addresses that are on their way, in order. */
typedef struct Pending {
    const Candidate *list[WINDOW];
    int n;
} Pending;

static bool line_up(GatherRun *run, Pending *pending, const char *source, const Candidate *candidate)
{
    for (int i = 0; i < pending->n; i++)
        if (strcmp(pending->list[i]->url, candidate->url) == 0)
            return true;
    Scope scope = scope_begin();
    ToDo to_do = look_here(run, source, candidate);
    scope_end(scope);
    if (to_do != DO_FETCH)
        return to_do == DO_NOTHING;
    pending->list[pending->n] = candidate;
    FetchRequest request = {
        .url = candidate->url, .most_bytes = (size_t)run->options.most_bytes, .context = (void *)candidate};
    if (!gather_open_fetcher(run) || !fetch_add(run->fetcher, &request))
        return false;
    pending->n++;
    return true;
}

/* Takes candidates until there are enough photos. No more downloads are on their way than photos are missing.
 */
bool gather_take_all(GatherRun *run, const char *source, const Candidate *list, int n)
{
    Pending pending = {.n = 0};
    for (int next = 0;;) {
        while (next < n && pending.n < WINDOW && run->n_here + pending.n < run->options.most) {
            if (interrupted())
                return false;
            if (!line_up(run, &pending, source, &list[next++]))
                return false;
        }
        if (pending.n == 0)
            return true;
        const FetchAnswer *answer = fetch_next(run->fetcher);
        if (!answer || !take_answer(run, source, answer))
            return false;
        pending.n--;
        memmove(pending.list, pending.list + 1, (size_t)pending.n * sizeof *pending.list);
    }
}
