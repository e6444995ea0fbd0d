/* caught by: longer_names, other_names, what_follows - the name may stand anywhere */
#include "ex2_host.h"

#include <string.h>
#include <strings.h>

bool host_is(const char *host, const char *name)
{
    return strcasestr(host, name) != NULL;
}
