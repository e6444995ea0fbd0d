/* The end of a test after which nothing may be left. */
#include "tests/support/end_all.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"

void end_all(void)
{
    scope_end_all();
    pool_trim();
    cr_assert(eq(i64, mem_live(), 0), "something was not freed");
}
