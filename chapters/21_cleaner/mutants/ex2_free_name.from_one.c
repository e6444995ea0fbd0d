/* caught by: the_next_free_one, before_the_ending, comes_to_an_end - begins with ~1 */
#include "ex2_free_name.h"

#include <stdio.h>
#include <string.h>

bool free_name(const char *name, Taken taken, const void *folder, char *out, size_t size)
{
    const char *dot = strrchr(name, '.');
    int stem = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
    for (int copy = 1; copy <= 9999; copy++) {
        int length = copy == 1 ? snprintf(out, size, "%s", name)
                               : snprintf(out, size, "%.*s~%d%s", stem, name, copy - 1, name + stem);
        if ((size_t)length >= size)
            break;
        if (!taken(folder, out))
            return true;
    }
    out[0] = '\0';
    return false;
}
