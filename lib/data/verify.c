/* Checking every picture of a folder. */
#include "data/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scope.h"
#include "base/sha256.h"
#include "data/duplicates.h"
#include "data/reject.h"

typedef struct Photo {
    const char *name; /* from the folder on               */
    char *reason;     /* mem_alloc; NULL: it is good      */
    char sum[SHA256_TEXT_SIZE];
} Photo;

typedef struct Check {
    const char *folder;
    Photo *photos;
    Look *looks; /* (n) of the good ones */
    int64_t n;
} Check;

static void check_free(void *memory)
{
    Check *check = memory;
    for (int64_t i = 0; i < check->n; i++)
        mem_free(check->photos[i].reason);
    mem_free(check->photos);
    mem_free(check->looks);
    mem_free(check);
}

/* All pictures below the folder. */
static bool list_photos(Check *check)
{
    const Items *items = get_image_files.get(check->folder, NULL);
    check->photos = items ? mem_alloc((size_t)items->n * sizeof *check->photos) : NULL;
    check->looks = items ? mem_alloc((size_t)items->n * sizeof *check->looks) : NULL;
    if (!check->photos || !check->looks)
        return false;
    check->n = items->n;
    for (int64_t i = 0; i < items->n; i++)
        check->photos[i].name = items_name(items, i);
    return true;
}

/* --- the check -------------------------------------------------------------------------------------------
 */

static bool check_photo(void *context, int64_t i)
{
    Check *check = context;
    Photo *photo = &check->photos[i];
    Scope scope = scope_begin();
    const char *path = file_join(check->folder, photo->name);
    Image *image = image_load(path);
    bool good = look_of(image, &check->looks[i]) && sha256_file(path, photo->sum);
    image_free(image);
    if (!good && path)
        photo->reason = photos_take_reason(path);
    scope_end(scope);
    return good || photo->reason;
}

static bool sort_out(const Check *check, VerifyReport *report)
{
    for (int64_t i = 0; i < check->n; i++)
        report->n_bad += check->photos[i].reason != NULL;
    report->bad = scope_alloc((size_t)report->n_bad * sizeof *report->bad);
    Rejected *bad = report->bad;
    for (int64_t i = 0; bad && i < check->n; i++)
        if (check->photos[i].reason)
            *bad++ = (Rejected){check->photos[i].name, scope_text("%s", check->photos[i].reason)};
    return error_ok();
}

/* --- duplicates ------------------------------------------------------------------------------------------
 */

static bool share_folder(const char *a, const char *b)
{
    const char *a_end = strrchr(a, '/'), *b_end = strrchr(b, '/');
    size_t a_length = a_end ? (size_t)(a_end - a) : 0, b_length = b_end ? (size_t)(b_end - b) : 0;
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

static int across_first(const void *a, const void *b)
{
    const VerifyGroup *left = a, *right = b;
    if (left->across != right->across)
        return left->across ? -1 : 1;
    return strcmp(left->paths[0], right->paths[0]);
}

/* Fills `groups` from the good photos, whose group is the smallest number of its members. */
static bool make_groups(const Photo *const *good, const int64_t *group, int64_t n, VerifyReport *report)
{
    int64_t *members = scope_alloc((size_t)n * sizeof *members);
    report->groups = scope_alloc((size_t)n * sizeof *report->groups);
    if (!members || !report->groups)
        return false;
    for (int64_t i = 0; i < n; i++)
        members[group[i]]++;
    VerifyGroup **of = scope_alloc((size_t)n * sizeof(VerifyGroup *));
    for (int64_t i = 0; of && i < n; i++) {
        int64_t first = group[i];
        if (members[first] < 2)
            continue;
        if (first == i) {
            of[i] = &report->groups[report->n_groups++];
            of[i]->paths = scope_alloc((size_t)members[i] * sizeof *of[i]->paths);
            of[i]->identical = true;
        }
        VerifyGroup *into = of[first];
        if (!into->paths)
            return false;
        into->identical = into->identical && strcmp(good[i]->sum, good[first]->sum) == 0;
        into->across = into->across || !share_folder(good[i]->name, good[first]->name);
        into->paths[into->n++] = good[i]->name;
    }
    qsort(report->groups, (size_t)report->n_groups, sizeof *report->groups, across_first);
    return of != NULL;
}

/* The same bytes look the same, so the looks find both kinds. */
static bool find_duplicates(Check *check, VerifyReport *report)
{
    int64_t n = 0;
    const Photo **good = scope_alloc((size_t)check->n * sizeof *good);
    int64_t *group = scope_alloc((size_t)check->n * sizeof *group);
    for (int64_t i = 0; good && i < check->n; i++)
        if (!check->photos[i].reason) {
            check->looks[n] = check->looks[i];
            good[n++] = &check->photos[i];
        }
    return good && group && looks_group(check->looks, n, group) && make_groups(good, group, n, report);
}

VerifyReport *verify_images(const char *folder, VerifyOptions options)
{
    if (!folder || !error_ok())
        return NULL;
    VerifyReport *report = scope_alloc(sizeof *report);
    Check *check = report ? mem_alloc(sizeof *check) : NULL;
    if (!check || !scope_defer(check_free, check))
        return NULL;
    report->folder = check->folder = scope_text("%s", folder);
    report->rejected_folder = reject_folder(folder);
    if (!report->rejected_folder || !list_photos(check))
        return NULL;
    report->n_files = check->n;
    if (!parallel_for(check->n, check_photo, check) || !sort_out(check, report) ||
        !find_duplicates(check, report))
        return NULL;
    report->too_many = 2 * report->n_bad > report->n_files && !options.force;
    if (!options.dry_run && !report->too_many)
        report->n_moved = reject_files(folder, report->bad, report->n_bad);
    return report;
}

/* --- the report ------------------------------------------------------------------------------------------
 */

/* On a line of its own, and without what a terminal would obey: a stranger may have named the file. */
static void print_name(FILE *out, const char *before, const char *name)
{
    fputs(before, out);
    for (; *name; name++)
        fputc((unsigned char)*name < ' ' || *name == 127 ? '?' : *name, out);
}

static void print_groups(const VerifyReport *report, bool across, FILE *out)
{
    for (int64_t g = 0; g < report->n_groups; g++) {
        const VerifyGroup *group = &report->groups[g];
        if (group->across != across)
            continue;
        fprintf(out, "  %-9s", group->identical ? "the same" : "alike");
        for (int64_t i = 0; i < group->n; i++)
            print_name(out, i > 0 ? ", " : " ", group->paths[i]);
        fprintf(out, "\n");
    }
}

void verify_print(const VerifyReport *report, FILE *out)
{
    if (!report || !out)
        return;
    fprintf(out, "%s: %lld pictures, %lld can be used, %lld cannot\n", report->folder,
            (long long)report->n_files, (long long)(report->n_files - report->n_bad),
            (long long)report->n_bad);
    for (int64_t i = 0; i < report->n_bad; i++) {
        print_name(out, "  ", report->bad[i].path);
        fprintf(out, ": %s\n", report->bad[i].reason);
    }
    int64_t across = 0;
    for (int64_t g = 0; g < report->n_groups; g++)
        across += report->groups[g].across;
    if (across > 0) {
        fprintf(out,
                "%lld times the same photo in two folders: one label is wrong, or it leaks into validation\n",
                (long long)across);
        print_groups(report, true, out);
    }
    if (report->n_groups > across) {
        fprintf(out,
                "%lld times the same photo in one folder: a random split may put one into training and one "
                "into validation\n",
                (long long)(report->n_groups - across));
        print_groups(report, false, out);
    }
    if (report->n_moved > 0)
        fprintf(out, "moved %lld files to %s, with a journal there\n", (long long)report->n_moved,
                report->rejected_folder);
    else if (report->too_many)
        fprintf(out, "moved nothing: more than half would go\n");
    else if (report->n_bad > 0)
        fprintf(out, "moved nothing\n");
}
