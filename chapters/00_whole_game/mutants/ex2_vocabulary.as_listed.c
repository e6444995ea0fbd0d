/* caught by: listed_in_any_order, more_of_them, names_alike - the order of the file system */
#include "ex2_vocabulary.h"

#include <string.h>

int label_number(const char *const *folders, int n, const char *label)
{
    for (int i = 0; i < n; i++)
        if (strcmp(folders[i], label) == 0)
            return i;
    return -1;
}
