/* CSV: every cell is there and ends; columns of numbers are numbers. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "data/csv.h"
#include "tests/fuzz/targets.h"

static void read_numbers(const Csv *csv)
{
    double *numbers = scope_alloc(((size_t)csv->n_rows + 1) * sizeof *numbers);
    for (int c = 0; c < csv->n_columns && c < 4; c++) {
        if (csv_numbers(csv, csv->names[c], numbers))
            for (int64_t i = 0; i < csv->n_rows; i++)
                fuzz_promise(!isinf(numbers[i]), "numbers are finite, or gaps");
        else
            fuzz_promise(error_code() == ERR_FORMAT, "what is no number is told");
        error_clear();
    }
}

void fuzz_csv(const uint8_t *bytes, size_t n)
{
    const Csv *csv = csv_parse("fuzz", bytes, n);
    size_t total = 0;
    for (int64_t i = 0; csv && i < csv->n_rows; i++) {
        fuzz_promise(csv->lines[i] >= 1 && (i == 0 || csv->lines[i] > csv->lines[i - 1]),
                     "line numbers grow");
        for (int c = 0; c < csv->n_columns; c++)
            total += strlen(csv_cell(csv, i, c));
    }
    fuzz_promise(total <= n, "cells are parts of the file");
    fuzz_promise(!csv || !memchr(bytes, 0, n), "zero bytes, which would cut a cell short, are refused");
    if (csv)
        read_numbers(csv);
    fuzz_end(csv != NULL);
}
