/* Every op and its gradient against PyTorch, on random shapes with sizes of 1, odd sizes and stretching. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/threads.h"
#include "tests/support/golden_ops.h"

static void complain(const char *name, const char *what)
{
    cr_expect(false, "%s: %s", name, what);
}

Test(golden, ops_and_gradients)
{
    cr_expect(ge(int, golden_check("tests/golden/ops.txt", complain), 350));
}
