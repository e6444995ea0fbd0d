/* A test that fails: tools/check-harness wants it reported. */
#include <criterion/criterion.h>

Test(harness, fails)
{
    cr_assert(1 + 1 == 3, "fails on purpose");
}
