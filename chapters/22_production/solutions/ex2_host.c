/* A solution of exercise 22.2. */
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
    size_t digits = strspn(rest, "0123456789");
    return digits >= 1 && digits <= 5 && rest[digits] == '\0';
}
