/* Splits by chance, by folder, by list and by column. */
#include "data/splitters.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/scope.h"
#include "data/duplicates.h"
#include "data/splitters_part.h"
#include "data/vocab.h"

/* Room for n items on either side. */
static bool sides_new(Sides *sides, int64_t n)
{
    *sides = (Sides){.train = scope_alloc((size_t)n * sizeof(int64_t)),
                     .valid = scope_alloc((size_t)n * sizeof(int64_t))};
    if (sides->train && sides->valid)
        return true;
    *sides = (Sides){0};
    return false;
}

static void put(Sides *sides, int64_t item, bool to_valid)
{
    if (to_valid)
        sides->valid[sides->n_valid++] = item;
    else
        sides->train[sides->n_train++] = item;
}

/* 0 .. n-1 shuffled, in the current scope. */
static int64_t *shuffled(const char *function, int64_t n, double valid_pct, uint64_t seed)
{
    if (!(valid_pct >= 0 && valid_pct <= 1))
        return error_set(ERR_VALUE, "%s: a share of %g, must be 0 to 1", function, valid_pct);
    int64_t *order = n >= 0 ? scope_alloc((size_t)n * sizeof *order) : NULL;
    if (!order)
        return NULL;
    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, n);
    return order;
}

/* --- by chance ---------------------------------------------------------------------------------------- */

Sides split_random(int64_t n, double valid_pct, uint64_t seed)
{
    Sides sides = {0};
    const int64_t *order = shuffled("split_random", n, valid_pct, seed);
    if (!order || !sides_new(&sides, n))
        return sides;
    int64_t n_valid = (int64_t)(valid_pct * (double)n);
    for (int64_t i = 0; i < n; i++)
        put(&sides, order[i], i < n_valid);
    return sides;
}

int split_classes(const char *who, int64_t n, const int *labels)
{
    int n_classes = 0;
    for (int64_t i = 0; i < n; i++) {
        if (labels[i] < 0 || labels[i] == INT_MAX) {
            error_set(ERR_VALUE, "%s: label %d of item %lld", who, labels[i], (long long)i);
            error_hint("classes are numbered 0, 1, 2 ...");
            return -1;
        }
        n_classes = labels[i] >= n_classes ? labels[i] + 1 : n_classes;
    }
    return n_classes;
}

/* How many of each class are for validation. Counted up to the end of each class, so that rounding adds up to
 * the share of all. */
static bool count_wanted(int64_t *wanted, int n_classes, int64_t n, const int *labels, double valid_pct)
{
    int64_t *counts = scope_alloc((size_t)n_classes * sizeof *counts);
    if (!counts)
        return false;
    for (int64_t i = 0; i < n; i++)
        counts[labels[i]]++;
    int64_t end = 0, taken = 0;
    for (int c = 0; c < n_classes; c++) {
        end += counts[c];
        wanted[c] = (int64_t)(valid_pct * (double)end) - taken;
        taken += wanted[c];
        if (wanted[c] == counts[c] && wanted[c] > 0)
            wanted[c]--; /* a net cannot learn a class that it never sees */
    }
    return true;
}

Sides split_stratified(int64_t n, const int *labels, double valid_pct, uint64_t seed)
{
    Sides sides = {0};
    const int64_t *order = labels ? shuffled("split_stratified", n, valid_pct, seed) : NULL;
    int n_classes = order ? split_classes("split_stratified", n, labels) : -1;
    int64_t *wanted = n_classes >= 0 ? scope_alloc((size_t)n_classes * sizeof *wanted) : NULL;
    if (!wanted || !count_wanted(wanted, n_classes, n, labels, valid_pct) || !sides_new(&sides, n))
        return sides;
    for (int64_t i = 0; i < n; i++)
        put(&sides, order[i], wanted[labels[order[i]]]-- > 0);
    return sides;
}

static int by_group(const void *left, const void *right)
{
    const Member *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

bool split_gather(int64_t n, const int64_t *groups, Groupings *gathered)
{
    Member *members = n >= 0 ? scope_alloc((size_t)n * sizeof *members) : NULL;
    int64_t *begins = members ? scope_alloc(((size_t)n + 1) * sizeof *begins) : NULL, n_groups = 0;
    if (!begins)
        return false;
    for (int64_t i = 0; i < n; i++)
        members[i] = (Member){groups[i], i};
    qsort(members, (size_t)n, sizeof *members, by_group);
    for (int64_t i = 0; i < n; i++)
        if (i == 0 || members[i].group != members[i - 1].group)
            begins[n_groups++] = i;
    begins[n_groups] = n;
    *gathered = (Groupings){n_groups, members, begins};
    return true;
}

Sides split_grouped(int64_t n, const int64_t *groups, double valid_pct, uint64_t seed)
{
    Sides sides = {0};
    Groupings all;
    if (!groups || !split_gather(n, groups, &all))
        return sides;
    const int64_t *order = shuffled("split_grouped", all.n, valid_pct, seed);
    if (!order || !sides_new(&sides, n))
        return sides;
    int64_t n_valid = (int64_t)(valid_pct * (double)n);
    for (int64_t g = 0; g < all.n; g++) {
        int64_t begin = all.begins[order[g]], end = all.begins[order[g] + 1];
        bool fits = sides.n_valid + end - begin <= n_valid;
        for (int64_t m = begin; m < end; m++)
            put(&sides, all.members[m].item, fits);
    }
    if (sides.n_valid > 0 || n_valid == 0)
        return sides;
    error_set(ERR_VALUE,
              "split_grouped: each of %lld groups has more than the %lld items wanted for validation",
              (long long)all.n, (long long)n_valid);
    return (Sides){0};
}

/* --- the splitters of a data block -------------------------------------------------------------------- */

typedef struct Chance {
    double valid_pct;
    uint64_t seed;
    GetY group;
} Chance;

static Splitter by_chance(const char *name, Sides (*split)(const Dataset *, const Items *, const void *),
                          Chance chance)
{
    Chance *how = scope_alloc(sizeof *how);
    if (how)
        *how = chance;
    return (Splitter){split, how,
                      scope_text("%s(%g, %llu%s%s)", name, chance.valid_pct, (unsigned long long)chance.seed,
                                 chance.group.name ? ", " : "", chance.group.name ? chance.group.name : "")};
}

static Sides do_random(const Dataset *set, const Items *items, const void *how)
{
    const Chance *chance = how;
    (void)set;
    return chance ? split_random(items->n, chance->valid_pct, chance->seed) : (Sides){0};
}

Splitter random_splitter(double valid_pct, uint64_t seed)
{
    return by_chance("random_splitter", do_random, (Chance){valid_pct, seed, {0}});
}

static Sides do_stratified(const Dataset *set, const Items *items, const void *how)
{
    const Chance *chance = how;
    int *labels = chance ? scope_alloc((size_t)items->n * sizeof *labels) : NULL;
    for (int64_t i = 0; labels && i < items->n; i++)
        labels[i] = set->label(set, i);
    return labels ? split_stratified(items->n, labels, chance->valid_pct, chance->seed) : (Sides){0};
}

Splitter stratified_splitter(double valid_pct, uint64_t seed)
{
    return by_chance("stratified_splitter", do_stratified, (Chance){valid_pct, seed, {0}});
}

static Sides do_groups(const Dataset *set, const Items *items, const void *how)
{
    const Chance *chance = how;
    (void)set;
    size_t n = (size_t)items->n;
    const char **names = chance ? scope_alloc(n * sizeof *names) : NULL;
    int64_t *groups = names ? scope_alloc(n * sizeof *groups) : NULL;
    for (int64_t i = 0; groups && i < items->n; i++)
        if (!(names[i] = chance->group.label(items, i, chance->group.how)))
            return (Sides){0};
    Vocab vocab = groups ? vocab_of(items->n, names) : (Vocab){0};
    for (int64_t i = 0; vocab.n > 0 && i < items->n; i++)
        groups[i] = vocab_find(&vocab, names[i]);
    return vocab.n > 0 ? split_grouped(items->n, groups, chance->valid_pct, chance->seed) : (Sides){0};
}

Splitter group_splitter(double valid_pct, uint64_t seed, GetY group)
{
    return by_chance("group_splitter", do_groups, (Chance){valid_pct, seed, group});
}

static Sides do_duplicates(const Dataset *set, const Items *items, const void *how)
{
    const Chance *chance = how;
    (void)items;
    const int64_t *groups = chance ? dataset_duplicates(set) : NULL;
    return groups ? split_grouped(set->n, groups, chance->valid_pct, chance->seed) : (Sides){0};
}

Splitter duplicates_splitter(double valid_pct, uint64_t seed)
{
    return by_chance("duplicates_splitter", do_duplicates, (Chance){valid_pct, seed, {0}});
}

/* --- by folder ---------------------------------------------------------------------------------------- */

typedef struct Folders {
    const char *train, *valid;
} Folders;

/* Is the folder around the folder of this item called `name`? */
static bool has_grandparent(const Items *items, int64_t i, const char *name)
{
    const char *path = items->paths[i];
    const char *end = path + strlen(path);
    for (int slashes = 0; slashes < 2; slashes++) {
        do {
            if (end == path)
                return false;
            end--;
        } while (*end != '/');
    }
    size_t length = strlen(name);
    return (size_t)(end - path) >= length && strncmp(end - length, name, length) == 0 &&
           (end - length == path || end[-(ptrdiff_t)length - 1] == '/');
}

static Sides do_grandparents(const Dataset *set, const Items *items, const void *how)
{
    const Folders *folders = how;
    Sides sides = {0};
    (void)set;
    if (!folders || !sides_new(&sides, items->n))
        return sides;
    for (int64_t i = 0; i < items->n; i++) {
        bool valid = has_grandparent(items, i, folders->valid);
        if (valid || has_grandparent(items, i, folders->train))
            put(&sides, i, valid);
    }
    if (sides.n_train > 0 && sides.n_valid > 0)
        return sides;
    error_set(ERR_VALUE,
              "grandparent_splitter: of %lld items in %s %lld lie in %s/CLASS and %lld in %s/CLASS",
              (long long)items->n, items->source, (long long)sides.n_train, folders->train,
              (long long)sides.n_valid, folders->valid);
    return (Sides){0};
}

Splitter grandparent_splitter(const char *train_name, const char *valid_name)
{
    Folders *how = train_name && valid_name ? scope_alloc(sizeof *how) : NULL;
    if (how)
        *how = (Folders){scope_text("%s", train_name), scope_text("%s", valid_name)};
    return (Splitter){do_grandparents, how,
                      scope_text("grandparent_splitter(\"%s\", \"%s\")", train_name ? train_name : "",
                                 valid_name ? valid_name : "")};
}

/* --- by list ------------------------------------------------------------------------------------------ */

/* Marks the one item of this name; false with an error. */
static bool mark(const Items *items, const char *file, const char *name, bool *marked)
{
    int64_t n_found = 0, found = -1;
    bool with_folder = strchr(name, '/') != NULL;
    for (int64_t i = 0; i < items->n; i++) {
        const char *own = items_name(items, i), *slash = strrchr(own, '/');
        if (strcmp(with_folder || !slash ? own : slash + 1, name) == 0) {
            n_found++;
            found = i;
        }
    }
    if (n_found == 1) {
        marked[found] = true;
        return true;
    }
    error_set(ERR_VALUE, "file_splitter: %s: '%s' names %lld of the items in %s", file, name,
              (long long)n_found, items->source);
    error_hint(n_found > 1 ? "write it with its folder: '%s'" : "names begin below the source: '%s'",
               items_name(items, n_found > 1 ? found : 0));
    return false;
}

static Sides do_list(const Dataset *set, const Items *items, const void *how)
{
    const char *file = how;
    Sides sides = {0};
    (void)set;
    size_t n_bytes;
    char *text = file ? (char *)file_read(file, 0, &n_bytes) : NULL;
    bool *marked = text ? scope_alloc((size_t)items->n * sizeof *marked) : NULL;
    if (!marked)
        return sides;
    bool has_mark = strncmp(text, "\xef\xbb\xbf", 3) == 0; /* that it is UTF-8 */
    char *rest;
    for (char *name = strtok_r(text + (has_mark ? 3 : 0), "\r\n", &rest); name;
         name = strtok_r(NULL, "\r\n", &rest))
        if (!mark(items, file, name, marked))
            return sides;
    if (sides_new(&sides, items->n))
        for (int64_t i = 0; i < items->n; i++)
            put(&sides, i, marked[i]);
    return sides;
}

Splitter file_splitter(const char *file)
{
    return (Splitter){do_list, file ? scope_text("%s", file) : NULL,
                      scope_text("file_splitter(\"%s\")", file ? file : "")};
}

/* --- by column ---------------------------------------------------------------------------------------- */

/* 1 yes, 0 no, -1 with an error. */
static int truth(const Items *items, int64_t i, int column)
{
    static const char *const yes[] = {"1", "true", "yes"}, *const no[] = {"0", "false", "no", ""};
    const char *cell = csv_cell(items->table, items->rows[i], column);
    for (size_t k = 0; k < sizeof yes / sizeof *yes; k++)
        if (strcasecmp(cell, yes[k]) == 0)
            return 1;
    for (size_t k = 0; k < sizeof no / sizeof *no; k++)
        if (strcasecmp(cell, no[k]) == 0)
            return 0;
    error_set(ERR_FORMAT, "col_splitter: %s, line %lld: '%s' is neither true nor false", items->table->path,
              (long long)items->table->lines[items->rows[i]], cell);
    return -1;
}

static Sides do_column(const Dataset *set, const Items *items, const void *how)
{
    Sides sides = {0};
    (void)set;
    if (how && !items->table)
        error_set(ERR_VALUE, "col_splitter: the items in %s are no rows of a table", items->source);
    int column = how && items->table ? csv_column(items->table, how) : -1;
    if (column < 0 || !sides_new(&sides, items->n))
        return sides;
    for (int64_t i = 0; i < items->n; i++) {
        int valid = truth(items, i, column);
        if (valid < 0)
            return (Sides){0};
        put(&sides, i, valid == 1);
    }
    return sides;
}

Splitter col_splitter(const char *column)
{
    return (Splitter){do_column, column ? scope_text("%s", column) : NULL,
                      scope_text("col_splitter(\"%s\")", column ? column : "")};
}
