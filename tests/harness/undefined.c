/* A test that overflows an int: with sanitizers tools/check-harness wants it reported. */
#include <criterion/criterion.h>
#include <limits.h>

static volatile int number = INT_MAX;

Test(harness, overflows)
{
    number = number + 1;
    cr_assert(number != 0);
}
