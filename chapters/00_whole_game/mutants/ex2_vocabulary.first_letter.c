/* caught by: names_alike - compares the first letters only */
#include "ex2_vocabulary.h"

#include <stdbool.h>
#include <string.h>

int label_number(const char *const *folders, int n, const char *label)
{
    /* A place in a sorted list is the number of names that come before: nothing needs to be sorted. */
    int before = 0;
    bool found = false;
    for (int i = 0; i < n; i++) {
        int order = strcmp(folders[i], label);
        before += folders[i][0] < label[0];
        found = found || order == 0;
    }
    return found ? before : -1;
}
