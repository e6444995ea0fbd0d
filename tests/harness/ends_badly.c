/* A test that passes and whose end then fails: Criterion alone calls it passed. */
#include <criterion/criterion.h>

static void end(void)
{
    cr_assert(false, "something was left behind");
}

TestSuite(harness, .fini = end);

Test(harness, ends_badly)
{
    cr_assert(true);
}
