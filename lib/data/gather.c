/* Gathering: class after class and source after source, until there are enough photos. */
#include "data/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "data/gather_part.h"

const char *gather_lasting(Scope scope, const char *text)
{
    char *copy = text ? scope_alloc_in(scope, strlen(text) + 1) : NULL;
    return copy ? strcpy(copy, text) : NULL;
}

/* One for each class and source at most. */
bool gather_note_trouble(GatherRun *run, const char *source, const char *what)
{
    GatherReport *report = run->report;
    const char *text = scope_text("%s: %s: %s", run->class->name, source, what);
    report->troubles[report->n_troubles] = gather_lasting(run->outer, gather_names_line(text, 400));
    return report->troubles[report->n_troubles++] != NULL;
}

void gather_show_progress(const GatherRun *run)
{
    const GatherOptions *options = &run->options;
    if (options->progress)
        options->progress(options->context, &(GatherProgress){run->class->name, run->n_here, options->most});
}

bool gather_open_fetcher(GatherRun *run)
{
    const GatherOptions *options = &run->options;
    if (!run->fetcher)
        run->fetcher = fetch_open(run->inner, (FetchOptions){options->contact, options->timeout_ms,
                                                             options->second_ms, options->private_too});
    return run->fetcher != NULL;
}

static bool ask_source(GatherRun *run, const GatherSource *source)
{
    if (source->provider)
        return gather_ask_service(run, source);
    int n;
    const Candidate *list = gather_source_read(source, run->class, &n);
    if (list && n == 0)
        return gather_note_trouble(run, source->path,
                                   "has nothing for this class: no NAME.txt with addresses, no folder");
    return list && gather_take_all(run, source->name, list, n);
}

static bool gather_class(GatherRun *run, const GatherClass *class, GatherManifest *manifest,
                         const GatherSource *sources, int n_sources)
{
    run->class = class;
    run->folder = file_join(run->options.into, class->name);
    run->manifest = manifest;
    run->n_here = 0;
    if (!run->folder)
        return false;
    for (int i = 0; i < gather_manifest_n(manifest); i++) {
        const GatherRow *row = gather_manifest_row(manifest, i);
        if (row->status == GATHER_DOWNLOADED)
            run->n_here += file_exists(file_join(run->folder, row->file));
    }
    run->report->n_here += run->n_here;
    gather_show_progress(run);
    bool good = true;
    for (int i = 0; good && i < n_sources && run->n_here < run->options.most; i++) {
        Scope scope = scope_begin();
        good = ask_source(run, &sources[i]);
        scope_end(scope);
    }
    run->report->n_empty += run->n_here == 0;
    return good;
}

/* Opens the manifests of the classes, and of the folders beside them that have one: a photo must not be in
 * two. */
static bool open_manifests(GatherRun *run, const GatherClass *classes, int n_classes)
{
    const char *into = run->options.into;
    for (int i = 0; i < n_classes; i++)
        if (!file_make_folder(file_join(into, classes[i].name)))
            return false;
    const FileList *folders = file_folders(into);
    if (!folders)
        return false;
    run->all = scope_alloc((size_t)folders->n * sizeof *run->all);
    run->names = scope_alloc((size_t)folders->n * sizeof *run->names);
    run->folders = scope_alloc((size_t)folders->n * sizeof *run->folders);
    if (!run->all || !run->names || !run->folders)
        return false;
    for (int64_t i = 0; i < folders->n; i++) {
        const char *folder = file_join(into, folders->names[i]);
        bool is_class = false;
        for (int k = 0; k < n_classes; k++)
            is_class = is_class || strcmp(classes[k].name, folders->names[i]) == 0;
        if (!is_class && !file_exists(file_join(folder, "manifest.csv")))
            continue;
        run->names[run->n_all] = folders->names[i];
        run->folders[run->n_all] = folder;
        run->all[run->n_all] = gather_manifest_open(folder);
        if (!run->all[run->n_all++])
            return false;
    }
    return true;
}

static GatherManifest *manifest_of(const GatherRun *run, const char *name)
{
    for (int i = 0; i < run->n_all; i++)
        if (strcmp(run->names[i], name) == 0)
            return run->all[i];
    return NULL;
}

static bool set_defaults(GatherOptions *options)
{
    options->from = options->from && *options->from ? options->from : "commons,openverse";
    options->most = options->most ? options->most : 150;
    options->most_bytes = options->most_bytes ? options->most_bytes : 20000000;
    options->timeout_ms = options->timeout_ms ? options->timeout_ms : 120000;
    options->second_ms = options->second_ms ? options->second_ms : 1000;
    if (options->most > 0 && options->most_bytes > 0 && options->timeout_ms > 0 && options->second_ms > 0)
        return true;
    error_set(ERR_VALUE, "gather: most %d, most_bytes %lld, timeout_ms %d and second_ms %d must be above 0",
              options->most, (long long)options->most_bytes, options->timeout_ms, options->second_ms);
    return false;
}

/* Whether two paths lead to the same folder. */
static bool is_same(const char *left, const char *right)
{
    char *a = realpath(left, NULL), *b = realpath(right, NULL);
    bool same = a && b && strcmp(a, b) == 0;
    free(a);
    free(b);
    return same;
}

/* What can be wrong with the sources before any is asked. */
static bool fits(GatherRun *run, const GatherSource *source, int n_classes)
{
    if (source->provider)
        return gather_open_fetcher(run);
    if (n_classes > 1 && file_exists(source->path)) {
        error_set(ERR_VALUE, "gather: %s is one list, and there are %d classes", source->path, n_classes);
        error_hint("name the folder in which there is a file NAME.txt for each class");
        return false;
    }
    if (is_same(source->path, run->options.into)) {
        error_set(ERR_VALUE, "gather: %s cannot be read from and written to", source->path);
        error_hint("gather into another folder");
        return false;
    }
    return true;
}

/* In the scope of its caller, which closes files and connections. */
static bool gather_in_scope(GatherRun *run)
{
    int n_sources = 0, n_classes = 0;
    const GatherSource *sources = gather_source_list(run->options.from, &n_sources);
    const char *text = run->options.classes;
    const GatherClass *classes = !sources        ? NULL
                                 : text && *text ? gather_names_classes(text, &n_classes)
                                                 : gather_source_classes(sources, &n_classes);
    if (!classes)
        return false;
    for (int i = 0; i < n_sources; i++)
        if (!fits(run, &sources[i], n_classes))
            return false;
    if (!open_manifests(run, classes, n_classes))
        return false;
    run->report->n_classes = n_classes;
    size_t most_troubles = (size_t)n_classes * (size_t)n_sources * 2;
    run->report->troubles = scope_alloc_in(run->outer, most_troubles * sizeof *run->report->troubles);
    bool good = run->report->troubles != NULL;
    for (int i = 0; good && i < n_classes; i++)
        good = gather_class(run, &classes[i], manifest_of(run, classes[i].name), sources, n_sources);
    return good;
}

GatherReport *gather(GatherOptions options)
{
    if (!options.into || !set_defaults(&options))
        return NULL;
    GatherRun run = {.options = options, .outer = scope_current(), .report = scope_alloc(sizeof *run.report)};
    if (!run.report || !(run.inner = scope_begin()))
        return NULL;
    bool good = gather_in_scope(&run);
    scope_end(run.inner);
    return good ? run.report : NULL;
}

/* " (near duplicate x2; same file x1)" after a number above 0. */
static char *reasons_of(const GatherCount *counts)
{
    char *text = scope_text("%s", counts->n ? " (" : "");
    for (int i = 0; text && i < GATHER_MOST_REASONS && counts[i].n; i++)
        text = scope_text("%s%s%s x%d", text, i ? "; " : "", counts[i].reason, counts[i].n);
    return text && counts->n ? scope_text("%s)", text) : text;
}

char *gather_summary(const GatherReport *report)
{
    const char *skipped = report ? reasons_of(report->skipped) : NULL;
    const char *failed = report ? reasons_of(report->failed) : NULL;
    if (!skipped || !failed)
        return NULL;
    return scope_text("%d downloaded, %d here before, %d skipped%s, %d failed%s", report->n_downloaded,
                      report->n_here, report->n_skipped, skipped, report->n_failed, failed);
}
