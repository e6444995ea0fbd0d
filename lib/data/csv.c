/* Reading CSV: one pass over the bytes, which also takes the quotes out, in place. */
#include "data/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

enum { MOST_BYTES = 64 << 20, SHOWN_SIZE = 48 };

/* Where the parser stands. Texts are written to where they were read from: taking quotes out never makes one
 * longer. */
typedef struct Parser {
    const char *path;
    char *at, *end; /* *end is 0 */
    int64_t line;
    bool failed;
} Parser;

typedef enum { FIELD_FOLLOWS, LINE_ENDS } Delimiter;

static void fail(Parser *parser, int64_t line, const char *what)
{
    error_set(ERR_FORMAT, "csv_read: %s, line %lld: %s", parser->path, (long long)line, what);
    parser->failed = true;
}

/* A text for a message: short, and without what could upset a terminal. */
static const char *shown(const char *text)
{
    char *copy = scope_alloc(SHOWN_SIZE);
    for (int i = 0; copy && text[i] && i < SHOWN_SIZE - 1; i++)
        copy[i] = (unsigned char)text[i] < ' ' || text[i] == 127 ? '?' : text[i];
    return copy ? copy : "";
}

/* Steps over LF or CR LF. */
static bool step_over_line_end(Parser *parser)
{
    if (parser->at[0] == '\n')
        parser->at++;
    else if (parser->at[0] == '\r' && parser->at[1] == '\n')
        parser->at += 2;
    else
        return false;
    parser->line++;
    return true;
}

/* Between quotes, the first of which is behind us; returns where the text ends. */
static char *quoted(Parser *parser)
{
    char *to = parser->at;
    int64_t begun = parser->line;
    while (parser->at < parser->end) {
        if (parser->at[0] == '"' && parser->at[1] != '"') {
            parser->at++;
            return to;
        }
        if (parser->at[0] == '\0') {
            fail(parser, parser->line, "a zero byte");
            return to;
        }
        parser->at += parser->at[0] == '"'; /* the first of two */
        parser->line += parser->at[0] == '\n';
        *to++ = *parser->at++;
    }
    fail(parser, begun, "a quote is opened and never closed");
    return to;
}

/* Reads one field and what comes after it; NULL on an error. */
static const char *field(Parser *parser, Delimiter *after)
{
    bool is_quoted = *parser->at == '"';
    parser->at += is_quoted;
    char *text = parser->at, *to;
    if (is_quoted) {
        to = quoted(parser);
    } else {
        parser->at += strcspn(parser->at, ",\"\r\n");
        to = parser->at;
    }
    if (parser->failed)
        return NULL;
    *after = LINE_ENDS;
    int64_t line = parser->line;
    if (*parser->at == ',') {
        parser->at++;
        *after = FIELD_FOLLOWS;
    } else if (parser->at < parser->end && !step_over_line_end(parser)) {
        fail(parser, line,
             is_quoted             ? "after a closing quote comes neither a comma nor the end of the line"
             : *parser->at == '"'  ? "a quote in the middle of a field: the whole field must be quoted"
             : *parser->at == '\r' ? "a carriage return without a line feed"
                                   : "a zero byte");
        return NULL;
    }
    *to = '\0'; /* only now: a text without quotes ends on its delimiter */
    return text;
}

/* The fields of one line go to cells[0 ..]; returns how many. */
static int64_t row(Parser *parser, const char **cells)
{
    int64_t n = 0;
    Delimiter after = FIELD_FOLLOWS;
    while (!parser->failed && after == FIELD_FOLLOWS)
        cells[n++] = field(parser, &after);
    return n;
}

static void skip_empty_lines(Parser *parser)
{
    while (step_over_line_end(parser))
        ;
}

static bool names_are_good(Parser *parser, const Csv *csv, int64_t line)
{
    for (int i = 0; i < csv->n_columns && !parser->failed; i++) {
        if (!*csv->names[i])
            fail(parser, line, scope_text("column %d has no name", i + 1));
        for (int k = 0; k < i && !parser->failed; k++)
            if (strcmp(csv->names[i], csv->names[k]) == 0)
                fail(parser, line,
                     scope_text("columns %d and %d are both called %s", k + 1, i + 1, shown(csv->names[i])));
    }
    return !parser->failed;
}

/* cells has room for every field that there can be, lines for every row. */
static Csv *parse(Parser *parser, const char **cells, int64_t *lines)
{
    enum { MOST_COLUMNS = 4096 };
    skip_empty_lines(parser);
    int64_t line = parser->line;
    if (parser->at == parser->end) {
        fail(parser, line, "there is nothing in it, not even a line of names");
        return NULL;
    }
    int64_t n = row(parser, cells);
    if (!parser->failed && n > MOST_COLUMNS)
        fail(parser, line, scope_text("%lld columns, must be at most %d", (long long)n, MOST_COLUMNS));
    Csv *csv = parser->failed ? NULL : scope_alloc(sizeof *csv);
    if (!csv)
        return NULL;
    *csv = (Csv){parser->path, 0, (int)n, cells, cells + n, lines};
    if (!names_are_good(parser, csv, line))
        return NULL;
    for (skip_empty_lines(parser); parser->at < parser->end; skip_empty_lines(parser)) {
        lines[csv->n_rows] = parser->line;
        n = row(parser, csv->cells + csv->n_rows * csv->n_columns);
        if (!parser->failed && n != csv->n_columns)
            fail(parser, lines[csv->n_rows],
                 scope_text("%lld fields, but the first line names %d", (long long)n, csv->n_columns));
        if (parser->failed)
            return NULL;
        csv->n_rows++;
    }
    return csv;
}

/* `text` holds n bytes and a zero, may be changed, and lives as long as the current scope. */
static Csv *parse_in_place(const char *path, char *text, size_t n)
{
    size_t most_cells = 1, most_rows = 1;
    for (size_t i = 0; i < n; i++) {
        most_cells += text[i] == ',' || text[i] == '\n';
        most_rows += text[i] == '\n';
    }
    const char **cells = scope_alloc(most_cells * sizeof *cells);
    int64_t *lines = scope_alloc(most_rows * sizeof *lines);
    if (!cells || !lines)
        return NULL;
    bool has_mark = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0; /* that it is UTF-8 */
    Parser parser = {path, text + (has_mark ? 3 : 0), text + n, 1, false};
    return parse(&parser, cells, lines);
}

Csv *csv_read(const char *path)
{
    if (!path)
        return NULL;
    size_t n;
    const char *name = scope_text("%s", path);
    char *text = (char *)file_read(path, MOST_BYTES, &n);
    return name && text ? parse_in_place(name, text, n) : NULL;
}

Csv *csv_parse(const char *path, const void *bytes, size_t n)
{
    if (!path || (!bytes && n > 0))
        return NULL;
    if (n > MOST_BYTES)
        return error_set(ERR_FORMAT, "csv_read: %s: %zu bytes, must be at most %d", path, n, MOST_BYTES);
    const char *name = scope_text("%s", path);
    char *text = scope_alloc(n + 1);
    if (!name || !text)
        return NULL;
    if (n > 0)
        memcpy(text, bytes, n);
    return parse_in_place(name, text, n);
}

const char *csv_field(const char *text)
{
    if (!text || !strpbrk(text, ",\"\r\n"))
        return text;
    size_t quotes = 0;
    for (const char *at = text; *at; at++)
        quotes += *at == '"';
    char *quoted = scope_alloc(strlen(text) + quotes + 3), *to = quoted;
    if (!quoted)
        return NULL;
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"')
            *to++ = '"';
        *to++ = *text;
    }
    *to = '"'; /* and the zero that scope_alloc leaves */
    return quoted;
}

static const char *names_of(const Csv *csv)
{
    const char *all = "";
    for (int i = 0; all && i < csv->n_columns && strlen(all) < 200; i++)
        all = scope_text("%s%s%s", all, i ? ", " : "", shown(csv->names[i]));
    return all ? all : "";
}

int csv_column(const Csv *csv, const char *name)
{
    if (!csv || !name)
        return -1;
    for (int i = 0; i < csv->n_columns; i++)
        if (strcmp(csv->names[i], name) == 0)
            return i;
    error_set(ERR_FORMAT, "csv_column: %s has no column %s; it has %s", csv->path, name, names_of(csv));
    return -1;
}

const char *csv_cell(const Csv *csv, int64_t row, int column)
{
    if (!csv || row < 0 || row >= csv->n_rows || column < 0 || column >= csv->n_columns)
        return NULL;
    return csv->cells[row * csv->n_columns + column];
}

bool csv_numbers(const Csv *csv, const char *name, double *out)
{
    int column = csv_column(csv, name);
    if (column < 0 || !out)
        return false;
    for (int64_t i = 0; i < csv->n_rows; i++) {
        const char *cell = csv_cell(csv, i, column);
        char *end = (char *)cell;
        /* strtod alone would also take blanks, hexadecimal numbers and the word nan. */
        out[i] = cell[strspn(cell, "0123456789+-.eE")] ? NAN : strtod(cell, &end);
        if (!*cell)
            out[i] = NAN;
        else if (*end || !isfinite(out[i])) {
            error_set(ERR_FORMAT, "csv_numbers: %s, line %lld: %s is \"%s\", no number", csv->path,
                      (long long)csv->lines[i], name, shown(cell));
            return false;
        }
    }
    return true;
}
