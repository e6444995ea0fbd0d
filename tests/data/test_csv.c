/* CSV: what RFC 4180 allows, what it does not, and bytes that nobody meant. */
#include "data/csv.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"

static Csv *parse(const char *text)
{
    return csv_parse("t.csv", text, strlen(text));
}

Test(csv, quotes_gaps_and_line_ends)
{
    Csv *csv = parse("\xef\xbb\xbf"
                     "\r\n"
                     "name,age,\"a \"\"b\"\"\"\r\n"
                     "\"Braund, Mr. Owen\",22,\r\n"
                     "\n"
                     "\"two\nlines, and \"\"quotes\"\"\",,\"\"\n"
                     ",-1.5e1,x");
    cr_assert(csv != NULL, "%s", error_text());
    cr_assert(csv->n_rows == 3 && csv->n_columns == 3);
    cr_expect_str_eq(csv->names[0], "name");
    cr_expect_str_eq(csv->names[2], "a \"b\"");
    cr_expect_str_eq(csv_cell(csv, 0, 0), "Braund, Mr. Owen");
    cr_expect_str_eq(csv_cell(csv, 0, 2), "");
    cr_expect_str_eq(csv_cell(csv, 1, 0), "two\nlines, and \"quotes\"");
    cr_expect_str_eq(csv_cell(csv, 1, 2), "");
    cr_expect_str_eq(csv_cell(csv, 2, 2), "x");
    cr_expect(csv->lines[0] == 3 && csv->lines[1] == 5 && csv->lines[2] == 7);
    cr_expect_null(csv_cell(csv, 3, 0));
    cr_expect_null(csv_cell(csv, 0, 3));
    cr_expect_null(csv_cell(csv, 0, -1));

    double age[3];
    cr_assert(csv_numbers(csv, "age", age), "%s", error_text());
    cr_expect(age[0] == 22 && isnan(age[1]) && age[2] == -15);
    cr_expect(csv_column(csv, "name") == 0 && error_ok());

    csv = parse("alone\n1\n\"\"\n2\n"); /* a gap in a single column has to be quoted */
    cr_assert(csv && csv->n_rows == 3 && csv_cell(csv, 1, 0)[0] == '\0');
    csv = parse("a,b");
    cr_assert(csv && csv->n_rows == 0 && csv->n_columns == 2);
    scope_end_all();
}

/* Whatever a text holds, what is written is read back. */
Test(csv, fields_come_back)
{
    static const char *const texts[] = {"plain",      "a b",  "",    "1,2", "\"", "\"\"",    "say \"a, b\"",
                                        "two\nlines", "\r\n", "\rx", ",",   "'",  "\xc3\xa4"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Csv *csv = parse(scope_text("x,y\n%s,%s\n", csv_field(texts[i]), csv_field(texts[i])));
        cr_assert(csv && csv->n_rows == 1, "%zu: %s", i, error_text());
        cr_expect(strcmp(csv->cells[0], texts[i]) == 0 && strcmp(csv->cells[1], texts[i]) == 0);
    }
    cr_expect(csv_field(texts[0]) == texts[0] && csv_field(NULL) == NULL);
    mem_fail_after(1);
    const char *none = csv_field("1,2");
    mem_fail_after(0);
    cr_expect(none != NULL || error_code() == ERR_MEMORY);
    error_clear();
    scope_end_all();
}

Test(csv, says_what_is_wrong_and_where)
{
    static const char *const cases[][2] = {
        {"", "csv_read: t.csv, line 1: there is nothing in it, not even a line of names"},
        {"\n\r\n", "csv_read: t.csv, line 3: there is nothing in it, not even a line of names"},
        {"a,b\n1,2\n3\n", "csv_read: t.csv, line 3: 1 fields, but the first line names 2"},
        {"a,b\n1,2,\n", "csv_read: t.csv, line 2: 3 fields, but the first line names 2"},
        {"a,\"b\nb\"\n1,2\n\"x\ny\"", "csv_read: t.csv, line 4: 1 fields, but the first line names 2"},
        {"a,,c\n", "csv_read: t.csv, line 1: column 2 has no name"},
        {"a,b,a\n", "csv_read: t.csv, line 1: columns 1 and 3 are both called a"},
        {"\x1b[31m,\x1b[31m\n", "csv_read: t.csv, line 1: columns 1 and 2 are both called ?[31m"},
        {"a,b\n1,\"2\n3,4\n", "csv_read: t.csv, line 2: a quote is opened and never closed"},
        {"a,b\n1,\"", "csv_read: t.csv, line 2: a quote is opened and never closed"},
        {"a,b\n1,\"2\"3\n",
         "csv_read: t.csv, line 2: after a closing quote comes neither a comma nor the end of the line"},
        {"a,b\n1,2\"3\"\n",
         "csv_read: t.csv, line 2: a quote in the middle of a field: the whole field must be quoted"},
        {"a,b\n1,2\r3,4\n", "csv_read: t.csv, line 2: a carriage return without a line feed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_null(parse(cases[i][0]));
        cr_expect(error_code() == ERR_FORMAT && strcmp(error_text(), cases[i][1]) == 0, "case %zu: %s", i,
                  error_text());
        error_clear();
    }
    cr_expect_null(csv_parse("t.csv", "a,b\n1,2\0 3\n", 11));
    cr_expect_str_eq(error_text(), "csv_read: t.csv, line 2: a zero byte");
    error_clear();
    cr_expect_null(csv_parse("t.csv", "a,b\n1,\"2\0 3\"\n", 13)); /* would cut the cell short */
    cr_expect_str_eq(error_text(), "csv_read: t.csv, line 2: a zero byte");
    error_clear();
    scope_end_all();
}

Test(csv, numbers_that_are_none)
{
    static const char *const cells[] = {"x",     "1x",  " 1",    "0x10", "nan",    "inf",
                                        "1e999", "--1", "1.2.3", "e",    "\"1,5\""};
    double out[1];
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        Csv *csv = parse(scope_text("n,m\n%s,1\n", cells[i]));
        cr_expect(csv && !csv_numbers(csv, "n", out), "%s was taken for a number", cells[i]);
        cr_expect(strstr(error_text(), "csv_numbers: t.csv, line 2: n is \"") != NULL, "%s", error_text());
        error_clear();
    }
    cr_expect_not(csv_numbers(parse("n,m\n1,2\n"), "age", out));
    cr_expect_str_eq(error_text(), "csv_column: t.csv has no column age; it has n, m");
    error_clear();
    cr_expect_not(csv_numbers(NULL, "n", out));
    cr_expect(csv_column(NULL, "n") == -1 && csv_read(NULL) == NULL && error_ok());
    scope_end_all();
}

/* Every beginning of a good file, every byte of it replaced, and every failed allocation: a table or a
 * message, and (under the sanitizers) no byte read or written outside. */
Test(csv, survives_damage)
{
    const char good[] = "name,age,\"p\"\r\n\"Braund, \"\"Owen\"\"\",22,\r\nx,\"3\n\",S\n";
    const char put[] = {0, '"', ',', '\n', '\r', 'x', (char)0xff};
    size_t n = sizeof good - 1;
    for (size_t cut = 0; cut <= n; cut++)
        for (size_t k = 0; k <= sizeof put; k++) {
            Scope scope = scope_begin();
            char *bytes = scope_alloc(n);
            memcpy(bytes, good, n);
            if (k < sizeof put && cut < n)
                bytes[cut] = put[k];
            const Csv *csv = csv_parse("t.csv", bytes, k < sizeof put ? n : cut);
            bool is_table = csv != NULL;
            cr_expect(is_table == error_ok());
            for (int64_t i = 0; csv && i < csv->n_rows * csv->n_columns; i++)
                cr_expect(csv->cells[i] != NULL && strlen(csv->cells[i]) < n);
            error_clear();
            scope_end(scope);
        }
    const char *path = temp_file(temp_folder(), "t.csv", good, n);
    for (int i = 1; i < 8; i++) {
        mem_fail_after(i);
        const Csv *csv = csv_read(path);
        bool is_whole = csv && csv->n_rows == 2;
        cr_expect(is_whole || error_code() == ERR_MEMORY);
        error_clear();
    }
    mem_fail_after(0);
    cr_expect_null(csv_read(file_join(temp_folder(), "none.csv")));
    cr_expect(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}
