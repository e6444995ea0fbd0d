/* caught by: its_own_name, capital_letters - knows no ports */
#include "ex2_host.h"

#include <string.h>
#include <strings.h>

bool host_is(const char *host, const char *name)
{
    return strcasecmp(host, name) == 0;
}
