/* The manifest: CSV that only ever grows, one write and one sync per line, so that a crash costs at most the
 * line it interrupts. */
#include "data/gather_manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "data/csv.h"
#include "data/gather_names.h"

enum { MOST_TEXT = 2000, N_COLUMNS = 10 };

static const char names[] = "url,page,author,licence,file,size,sha256,look,status,reason\n";
static const char *const statuses[] = {"downloaded", "duplicate", "refused", "failed"};

struct GatherManifest {
    const char *path;
    int file;
    Scope scope; /* in which it was opened, and its rows live */
    GatherRow *rows;
    int n, room;
};

static bool fail(const GatherManifest *manifest, const char *what)
{
    error_set(ERR_FILE, "gather: %s: %s: %s", manifest->path, what, strerror(errno));
    return false;
}

static void close_manifest(void *object)
{
    GatherManifest *manifest = object;
    if (manifest->file >= 0)
        close(manifest->file);
    mem_free(manifest->rows);
}

static bool keep(GatherManifest *manifest, const GatherRow *row)
{
    if (manifest->n == manifest->room) {
        int room = manifest->room ? 2 * manifest->room : 64;
        size_t size = sizeof *manifest->rows;
        GatherRow *rows = mem_resize(manifest->rows, (size_t)manifest->room * size, (size_t)room * size);
        if (!rows)
            return false;
        manifest->rows = rows;
        manifest->room = room;
    }
    manifest->rows[manifest->n++] = *row;
    return true;
}

/* --- reading --------------------------------------------------------------------------------- */

static bool read_row(GatherManifest *manifest, const Csv *csv, int64_t i)
{
    const char *const *cells = csv->cells + i * N_COLUMNS;
    GatherRow row = {cells[0],         cells[1],           cells[2],          cells[3],
                     .file = cells[4], .sha256 = cells[6], .reason = cells[9]};
    row.size = strtoll(cells[5], NULL, 10);
    row.look = strtoull(cells[7], NULL, 16);
    for (int k = 0; k < 4; k++)
        if (strcmp(cells[8], statuses[k]) == 0) {
            row.status = (GatherStatus)k;
            return keep(manifest, &row);
        }
    error_set(ERR_FORMAT,
              "gather: %s, line %lld: the status is none of downloaded, duplicate, refused, failed",
              manifest->path, (long long)csv->lines[i]);
    error_hint("put it right, or move the file away: photos that are there stay");
    return false;
}

static bool read_rows(GatherManifest *manifest, const char *text, size_t n)
{
    const Csv *csv = csv_parse(manifest->path, text, n);
    if (!csv)
        return false;
    bool same = csv->n_columns == N_COLUMNS;
    size_t at = 0;
    for (int k = 0; same && k < N_COLUMNS; k++) {
        same = strncmp(names + at, csv->names[k], strlen(csv->names[k])) == 0;
        at += strlen(csv->names[k]) + 1;
    }
    if (!same) {
        error_set(ERR_FORMAT, "gather: %s: is no manifest: its first line should be %.*s", manifest->path,
                  (int)sizeof names - 2, names);
        error_hint("move it away, or gather into another folder");
        return false;
    }
    for (int64_t i = 0; i < csv->n_rows; i++)
        if (!read_row(manifest, csv, i))
            return false;
    return true;
}

/* Whether the n bytes of a line without an end have all fields: then only the end is missing. */
static bool is_whole(const char *line, size_t n)
{
    int fields = 1;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        quoted ^= line[i] == '"';
        fields += !quoted && line[i] == ',';
    }
    return fields == N_COLUMNS && !quoted;
}

static bool append(GatherManifest *manifest, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t written = write(manifest->file, text, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(manifest, "cannot write");
        text += written;
        n -= (size_t)written;
    }
    return fsync(manifest->file) == 0 || errno == EINVAL || fail(manifest, "cannot write");
}

/* What follows the last line end is half a line. Before it zeros at the end are taken away: some disks fill
 * up with them what was not written in a power cut. Zeros that lines follow are left for csv_parse to refuse.
 */
static bool repair(GatherManifest *manifest, const char *text, size_t *n)
{
    size_t whole = *n;
    while (whole > 0 && text[whole - 1] == '\0')
        whole--;
    size_t good = whole;
    while (good > 0 && text[good - 1] != '\n')
        good--;
    bool only_end_missing = whole == *n && good > 0 && is_whole(text + good, whole - good);
    if (only_end_missing)
        return append(manifest, "\n", 1);
    if (good == *n)
        return true;
    *n = good;
    return ftruncate(manifest->file, (off_t)good) == 0 || fail(manifest, "cannot repair its last line");
}

static bool load(GatherManifest *manifest)
{
    size_t n;
    const char *text = (const char *)file_read(manifest->path, 0, &n);
    if (!text || !repair(manifest, text, &n))
        return false;
    return n == 0 ? append(manifest, names, sizeof names - 1) : read_rows(manifest, text, n);
}

GatherManifest *gather_manifest_open(const char *folder)
{
    GatherManifest *manifest = folder ? scope_alloc(sizeof *manifest) : NULL;
    if (!manifest)
        return NULL;
    manifest->file = -1;
    manifest->scope = scope_current();
    manifest->path = file_join(folder, "manifest.csv");
    if (!manifest->path || !scope_defer(close_manifest, manifest))
        return NULL;
    manifest->file = open(manifest->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (manifest->file < 0) {
        fail(manifest, "cannot be opened");
        return NULL;
    }
    if (flock(manifest->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        error_set(ERR_STATE, "gather: %s: another program gathers into this folder", manifest->path);
        error_hint("wait until it is done, or choose another folder");
        return NULL;
    }
    return load(manifest) ? manifest : NULL;
}

/* --- writing --------------------------------------------------------------------------------- */

static const char *own(Scope scope, const char *text)
{
    const char *line = gather_names_line(text ? text : "", MOST_TEXT);
    char *copy = line ? scope_alloc_in(scope, strlen(line) + 1) : NULL;
    return copy ? strcpy(copy, line) : NULL;
}

bool gather_manifest_add(GatherManifest *manifest, const GatherRow *row)
{
    if (!manifest || !row)
        return false;
    Scope scope = scope_begin();
    GatherRow copy = *row;
    const char **texts[] = {&copy.url,  &copy.page,   &copy.author, &copy.licence,
                            &copy.file, &copy.sha256, &copy.reason};
    const char *fields[7];
    bool good = true;
    for (int i = 0; good && i < 7; i++) {
        *texts[i] = own(manifest->scope, *texts[i]);
        fields[i] = csv_field(*texts[i]);
        good = fields[i] != NULL;
    }
    const char *line = !good ? NULL
                             : scope_text("%s,%s,%s,%s,%s,%lld,%s,%016llx,%s,%s\n", fields[0], fields[1],
                                          fields[2], fields[3], fields[4], (long long)copy.size, fields[5],
                                          (unsigned long long)copy.look, statuses[copy.status], fields[6]);
    good = line && append(manifest, line, strlen(line)) && keep(manifest, &copy);
    scope_end(scope);
    return good;
}

/* --- asking ---------------------------------------------------------------------------------- */

const GatherRow *gather_manifest_find(const GatherManifest *manifest, const char *url)
{
    if (!manifest || !url)
        return NULL;
    for (int i = manifest->n - 1; i >= 0; i--)
        if (strcmp(manifest->rows[i].url, url) == 0)
            return &manifest->rows[i];
    return NULL;
}

int gather_manifest_n(const GatherManifest *manifest)
{
    return manifest ? manifest->n : 0;
}

const GatherRow *gather_manifest_row(const GatherManifest *manifest, int i)
{
    return manifest && i >= 0 && i < manifest->n ? &manifest->rows[i] : NULL;
}
