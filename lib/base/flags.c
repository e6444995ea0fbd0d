/* Reading command lines. */
#include "base/flags.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { NAME_MAX_LENGTH = 32 };

/* How many letters must be changed, added or removed to make one name of the other (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_LENGTH + 1], n = strlen(b);
    if (n > NAME_MAX_LENGTH)
        return NAME_MAX_LENGTH;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; *a; a++, i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = diagonal + (*a != b[j - 1]), add = row[j - 1] + 1, drop = row[j] + 1;
            diagonal = row[j];
            row[j] = change < add ? change : add;
            row[j] = row[j] < drop ? row[j] : drop;
        }
    }
    return row[n];
}

static bool unknown(const CommandLine *line, const char *name)
{
    const Flag *nearest = NULL;
    size_t best = 3; /* farther than two letters is no slip of the fingers */
    for (int i = 0; i < line->n_flags; i++)
        if (distance(name, line->flags[i].name) < best) {
            nearest = &line->flags[i];
            best = distance(name, nearest->name);
        }
    error_set(ERR_VALUE, "flags_parse: there is no flag --%s", name);
    if (nearest)
        error_hint("did you mean --%s? --help lists all", nearest->name);
    else
        error_hint("--help lists all flags");
    return false;
}

static bool number(const Flag *flag, const char *text)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    bool whole = flag->kind == FLAG_WHOLE;
    if (end == text || *end || errno == ERANGE || !(value >= flag->low && value <= flag->high) ||
        (whole && value != floor(value))) {
        error_set(ERR_VALUE, "flags_parse: --%s: '%s' is not a %s from %.10g to %.10g", flag->name, text,
                  whole ? "whole number" : "number", flag->low, flag->high);
        error_hint("for example --%s %.10g; --help explains", flag->name, flag->low);
        return false;
    }
    if (whole)
        *(int64_t *)flag->value = (int64_t)value;
    else
        *(double *)flag->value = value;
    return true;
}

/* One flag at argv[*at], which moves to its last word. */
static bool read_flag(const CommandLine *line, int argc, char **argv, int *at)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const Flag *flag = NULL;
    for (int i = 0; i < line->n_flags; i++)
        if (strlen(line->flags[i].name) == length && strncmp(line->flags[i].name, name, length) == 0)
            flag = &line->flags[i];
    if (!flag)
        return unknown(line, name);
    if (flag->kind == FLAG_SWITCH && equals) {
        error_set(ERR_VALUE, "flags_parse: --%s takes no value", flag->name);
        error_hint("write --%s alone to switch it on", flag->name);
        return false;
    }
    if (flag->kind == FLAG_SWITCH)
        return *(bool *)flag->value = true;
    if (!equals && *at + 1 == argc) {
        error_set(ERR_VALUE, "flags_parse: --%s lacks its value", flag->name);
        error_hint("--help explains");
        return false;
    }
    const char *text = equals ? equals + 1 : argv[++*at];
    if (flag->kind != FLAG_TEXT)
        return number(flag, text);
    *(const char **)flag->value = text;
    return true;
}

static void print_help(const CommandLine *line, FILE *out)
{
    static const char *const values[] = {"", " N", " X", " TEXT"};
    fputs(line->usage, out);
    for (int i = 0; i < line->n_flags; i++) {
        const Flag *flag = &line->flags[i];
        int width = fprintf(out, "  --%s%s", flag->name, values[flag->kind]);
        fprintf(out, "%*s  %s\n", width < 18 ? 18 - width : 0, "", flag->what);
    }
}

static bool rest_is_right(const CommandLine *line, int n, char **rest)
{
    if (n >= line->min_rest && n <= line->max_rest)
        return true;
    if (n > line->max_rest)
        error_set(ERR_VALUE, "flags_parse: '%s' is one argument too many", rest[line->max_rest]);
    else
        error_set(ERR_VALUE, "flags_parse: %d arguments, at least %d are needed", n, line->min_rest);
    error_hint("--help shows how to call it");
    return false;
}

bool flags_parse(const CommandLine *line, FILE *help, int *argc, char **argv)
{
    if (!line || !argc || !argv)
        return false;
    int kept = 1;
    bool flags_end = false;
    for (int at = 1; at < *argc; at++) {
        const char *word = argv[at];
        bool is_flag = !flags_end && strncmp(word, "--", 2) == 0;
        if (!flags_end && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            if (help)
                print_help(line, help);
            return false;
        }
        if (is_flag && !word[2])
            flags_end = true;
        else if (!is_flag)
            argv[kept++] = argv[at];
        else if (!read_flag(line, *argc, argv, &at))
            return false;
    }
    *argc = kept;
    return rest_is_right(line, kept - 1, argv + 1);
}
