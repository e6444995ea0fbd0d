/* Checks: a program passes only if it checked something and nothing differed. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/error.h"

/* What check_report writes, and then starts afresh. */
static char *report(void)
{
    char *text = NULL;
    size_t n_bytes;
    FILE *out = open_memstream(&text, &n_bytes);
    check_report(out);
    fclose(out);
    return text;
}

static void expect(const char *verdict)
{
    char *text = report();
    cr_assert(eq(str, text, (char *)verdict));
    free(text);
}

Test(check, passes_when_all_is_near)
{
    check_near("pi", 3.14159, 3.1416, 5e-5);
    check_at_least("share", 0.5, 0.5);
    check_that("truth", true);
    expect("check: PASS\n");
    cr_assert(error_ok());
}

Test(check, names_what_differs_and_fails)
{
    check_near("pi", 3.15, 3.1416, 5e-5);
    check_near("nothing", NAN, 0, 1);
    check_at_least("share", NAN, 0);
    check_that("truth", false);
    check_that("another truth", true);
    expect("check: pi is 3.15, should be 3.1416 (within 5e-05)\n"
           "check: nothing is nan, should be 0 (within 1)\n"
           "check: share is nan, should be at least 0\n"
           "check: truth is not as it should be\n");
    cr_assert(eq(str, (char *)error_text(), (char *)"check_report: 4 of 5 checks failed"));

    error_clear();
    check_that("afresh", true);
    expect("check: PASS\n");
}

Test(check, nothing_checked_is_no_pass)
{
    expect("");
    cr_assert(eq(int, error_code(), ERR_VALUE));
}

Test(check, an_error_silences_checks_and_verdict)
{
    error_set(ERR_FILE, "folder_open: bears: no such folder");
    check_that("truth", false);
    expect("");
    cr_assert(eq(int, error_code(), ERR_FILE));
}
