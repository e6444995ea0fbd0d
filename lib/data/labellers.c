/* Labels from folders, names and tables. */
#include "data/labellers.h"

#include <regex.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/scope.h"

/* --- the folder --------------------------------------------------------------------------------------- */

static const char *label_of_parent(const Items *items, int64_t i, const void *how)
{
    (void)how;
    const char *path = items->paths[i];
    const char *end = strrchr(path, '/');
    const char *begin = end;
    while (begin && begin > path && begin[-1] != '/')
        begin--;
    if (!end || begin == end)
        return error_set(ERR_VALUE, "parent_label: %s: lies in no folder that could be its label", path);
    return scope_text("%.*s", (int)(end - begin), begin);
}

const GetY parent_label = {.label = label_of_parent, .name = "parent_label"};

/* --- the name ----------------------------------------------------------------------------------------- */

typedef struct Pattern {
    const char *text;
    regex_t compiled;
} Pattern;

static void free_pattern(void *memory)
{
    Pattern *pattern = memory;
    regfree(&pattern->compiled);
    mem_free(pattern);
}

static const char *label_of_name(const Items *items, int64_t i, const void *how)
{
    const Pattern *pattern = how;
    if (!pattern)
        return NULL;
    const char *slash = strrchr(items->paths[i], '/');
    const char *name = slash ? slash + 1 : items->paths[i];
    regmatch_t found[2];
    if (regexec(&pattern->compiled, name, 2, found, 0) != 0 || found[1].rm_so < 0)
        return error_set(ERR_VALUE, "regex_labeller: %s: the name does not match \"%s\"", items->paths[i],
                         pattern->text);
    return scope_text("%.*s", (int)(found[1].rm_eo - found[1].rm_so), name + found[1].rm_so);
}

/* NULL with an error. */
static Pattern *pattern_new(const char *text)
{
    Pattern *pattern = text ? mem_alloc(sizeof *pattern) : NULL;
    if (!pattern)
        return NULL;
    char why[100] = "it has no parentheses around the label";
    int code = regcomp(&pattern->compiled, text, REG_EXTENDED);
    if (code != 0)
        regerror(code, &pattern->compiled, why, sizeof why);
    if (code != 0 || pattern->compiled.re_nsub < 1) {
        error_set(ERR_VALUE, "regex_labeller: \"%s\": %s", text, why);
        if (code == 0)
            regfree(&pattern->compiled);
        mem_free(pattern);
        return NULL;
    }
    if (!scope_defer(free_pattern, pattern))
        return NULL;
    pattern->text = scope_text("%s", text);
    return pattern->text ? pattern : NULL;
}

GetY regex_labeller(const char *pattern)
{
    return (GetY){label_of_name, pattern_new(pattern),
                  scope_text("regex_labeller(\"%s\")", pattern ? pattern : "")};
}

/* --- the table ---------------------------------------------------------------------------------------- */

static const char *label_of_cell(const Items *items, int64_t i, const void *how)
{
    const char *column = how;
    if (!column)
        return NULL;
    if (!items->table) {
        error_set(ERR_VALUE, "col_reader: %s: is no row of a table that could have a column '%s'",
                  items->paths[i], column);
        error_hint("get the items by get_csv_files");
        return NULL;
    }
    int number = csv_column(items->table, column);
    const char *cell = number >= 0 ? csv_cell(items->table, items->rows[i], number) : NULL;
    if (cell && !*cell)
        return error_set(ERR_VALUE, "col_reader: %s, line %lld: the column '%s' is empty", items->table->path,
                         (long long)items->table->lines[items->rows[i]], column);
    return cell;
}

GetY col_reader(const char *column)
{
    return (GetY){label_of_cell, column ? scope_text("%s", column) : NULL,
                  scope_text("col_reader(\"%s\")", column ? column : "")};
}
