/* caught by: whole_names_only - compares the end of the path, and 11.jpg ends like 1.jpg */
#include "ex1_hold_back.h"

#include <string.h>

static bool ends_with(const char *path, const char *name)
{
    size_t length = strlen(path), n = strlen(name);
    return length >= n && strcmp(path + length - n, name) == 0;
}

bool hold_back(int64_t n, const char *const *paths, int64_t n_names, const char *const *names, bool *is_valid)
{
    memset(is_valid, 0, (size_t)n * sizeof *is_valid);
    for (int64_t k = 0; k < n_names; k++) {
        int64_t found = -1, count = 0;
        for (int64_t i = 0; i < n; i++)
            if (ends_with(paths[i], names[k])) {
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
