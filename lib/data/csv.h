/* CSV files: a first line of names, then rows of texts between commas, some of them missing. (chapter 08) */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Csv {
    const char *path;
    int64_t n_rows; /* without the names                                          */
    int n_columns;
    const char **names;   /* (n_columns)                                                */
    const char **cells;   /* (n_rows, n_columns); "" where there is a gap, never NULL   */
    const int64_t *lines; /* (n_rows) where each row begins in the file, counted from 1 */
} Csv;

/* A whole file in the current scope. Fields that hold commas, quotes or line ends stand in double quotes, a
 * quote in them is doubled (RFC 4180); lines end with LF or CR LF; empty lines are skipped. Files up to
 * 64 MiB. ERR_FILE, or ERR_FORMAT that names file and line: rows of another length than the first, names
 * missing or given twice, quotes in the wrong place or never closed, zero bytes. */
Csv *csv_read(const char *path);
/* The same for n bytes at hand; `path` is what messages call them. */
Csv *csv_parse(const char *path, const void *bytes, size_t n);

/* A text as it is written between commas: if it holds commas, quotes or line ends, in quotes. It is the text
 * itself, or lives in the current scope; NULL for NULL. */
const char *csv_field(const char *text);

/* The number of a column; -1 with ERR_FORMAT and the names that there are. */
int csv_column(const Csv *csv, const char *name);
/* One cell; NULL outside the table, and for a column of -1. */
const char *csv_cell(const Csv *csv, int64_t row, int column);
/* A column of numbers; `out` has room for n_rows, a gap is NaN. ERR_FORMAT names the line of a cell that is
 * no finite decimal number. */
bool csv_numbers(const Csv *csv, const char *name, double *out);

#endif
