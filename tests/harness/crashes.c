/* A test that crashes before it can tidy up: tools/check-harness wants the crash reported and the folder
 * gone. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

Test(harness, crashes)
{
    char folder[1000];
    snprintf(folder, sizeof folder, "%s/learn-test.XXXXXX", getenv("TMPDIR"));
    cr_assert(mkdtemp(folder));
    raise(SIGSEGV);
}
