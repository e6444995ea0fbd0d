/* A test that crashes: tools/check-harness wants it reported. */
#include <criterion/criterion.h>
#include <signal.h>

Test(harness, crashes)
{
    raise(SIGSEGV);
}
