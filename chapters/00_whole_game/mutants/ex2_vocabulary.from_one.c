/* caught by: listed_in_order, listed_in_any_order, more_of_them, names_alike - counts from 1 */
#include "ex2_vocabulary.h"

#include <stdbool.h>
#include <string.h>

int label_number(const char *const *folders, int n, const char *label)
{
    /* A place in a sorted list is the number of names that come before: nothing needs to be sorted. */
    int before = 1;
    bool found = false;
    for (int i = 0; i < n; i++) {
        int order = strcmp(folders[i], label);
        before += order < 0;
        found = found || order == 0;
    }
    return found ? before : -1;
}
