/* One test that passes and one that is skipped: tools/check-harness wants both seen. */
#include <criterion/criterion.h>

Test(harness, passes)
{
    cr_assert(1 + 1 == 2);
}

Test(harness, is_skipped)
{
    cr_skip_test("on purpose");
}
