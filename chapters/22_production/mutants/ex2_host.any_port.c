/* caught by: what_follows - whatever follows a colon is a port */
#include "ex2_host.h"

#include <string.h>
#include <strings.h>

bool host_is(const char *host, const char *name)
{
    size_t length = strlen(name);
    if (strncasecmp(host, name, length) != 0)
        return false;
    const char *rest = host + length;
    if (*rest == '\0')
        return true;
    if (*rest++ != ':')
        return false;
    return true;
}
