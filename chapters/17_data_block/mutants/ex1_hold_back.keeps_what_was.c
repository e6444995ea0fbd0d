/* caught by: names_are_found, whole_names_only, nothing_named - leaves what stood in is_valid */
#include "ex1_hold_back.h"

#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool hold_back(int64_t n, const char *const *paths, int64_t n_names, const char *const *names, bool *is_valid)
{
    for (int64_t k = 0; k < n_names; k++) {
        int64_t found = -1, count = 0;
        for (int64_t i = 0; i < n; i++)
            if (strcmp(name_of(paths[i]), names[k]) == 0) {
                found = i;
                count++;
            }
        if (count != 1) { /* half a split would be worse than none */
            memset(is_valid, 0, (size_t)n * sizeof *is_valid);
            return false;
        }
        is_valid[found] = true;
    }
    return true;
}
