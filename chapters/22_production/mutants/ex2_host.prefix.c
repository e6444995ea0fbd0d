/* caught by: longer_names, what_follows - only the beginning counts */
#include "ex2_host.h"

#include <string.h>
#include <strings.h>

bool host_is(const char *host, const char *name)
{
    return strncasecmp(host, name, strlen(name)) == 0;
}
