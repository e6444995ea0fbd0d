/* Checks: counted, and the differences kept as text until somebody wants the verdict. */
#include "base/check.h"

#include <math.h>
#include <stdarg.h>

#include "base/error.h"

enum { MOST_SHOWN = 10, LINE_SIZE = 200 };

static _Thread_local struct {
    int made, failed;
    char lines[MOST_SHOWN][LINE_SIZE];
} checks;

__attribute__((format(printf, 2, 3))) static void note(bool holds, const char *format, ...)
{
    if (!error_ok())
        return;
    checks.made++;
    if (holds)
        return;
    if (checks.failed < MOST_SHOWN) {
        va_list values;
        va_start(values, format);
        vsnprintf(checks.lines[checks.failed], LINE_SIZE, format, values);
        va_end(values);
    }
    checks.failed++;
}

void check_near(const char *what, double got, double expected, double within)
{
    note(fabs(got - expected) <= within, "%s is %.6g, should be %.6g (within %g)", what, got, expected,
         within);
}

void check_at_least(const char *what, double got, double least)
{
    note(got >= least, "%s is %.6g, should be at least %.6g", what, got, least);
}

void check_that(const char *what, bool holds)
{
    note(holds, "%s is not as it should be", what);
}

void check_report(FILE *out)
{
    if (error_ok()) {
        for (int i = 0; i < checks.failed && i < MOST_SHOWN; i++)
            fprintf(out, "check: %s\n", checks.lines[i]);
        if (checks.made > 0 && checks.failed == 0)
            fprintf(out, "check: PASS\n");
        else
            error_set(ERR_VALUE, "check_report: %d of %d checks failed", checks.failed, checks.made);
    }
    checks.made = checks.failed = 0;
}
