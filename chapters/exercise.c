/* What is linked to the tests of every exercise: the end of a test at a TODO, and of one that runs for ever.
 */
#include "chapters/exercise.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static const double SECONDS_PER_TEST = 10;

int exercise_todo(const char *file, int line, const char *what)
{
    const char *todo = getenv("EXERCISE_TODO");
    if (!todo || strcmp(todo, "ignore") != 0)
        cr_fatal("not written yet: %s (%s:%d)", what, file, line);
    return 0;
}

/* Criterion's option --timeout reaches no test, so each is told by hand. */
ReportHook(PRE_ALL)(struct criterion_test_set *all)
{
    FOREACH_SET(struct criterion_suite_set * suite, all->suites)
    {
        FOREACH_SET(struct criterion_test * test, suite->tests)
        {
            if (!(test->data->timeout > 0))
                test->data->timeout = SECONDS_PER_TEST;
        }
    }
}
