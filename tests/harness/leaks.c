/* A test that leaks: Criterion alone calls it passed; with sanitizers tools/check-harness wants it reported.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *volatile kept;

Test(harness, leaks)
{
    kept = malloc(1000);
    memset(kept, 1, 1000);
    cr_assert(kept[999] == 1);
    kept = NULL;
}
