/* Your answer to exercise 22.2. The contract is in chapters/22_production/exercises/ex2_host.h. */
#include "ex2_host.h"

#include <string.h>

/* It lets in whom it should. Whom else? */
bool host_is(const char *host, const char *name)
{
    TODO("take this line out, run the tests, and find what is wrong below");
    return strncmp(host, name, strlen(name)) == 0;
}
