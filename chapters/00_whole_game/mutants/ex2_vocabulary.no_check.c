/* caught by: unknown_label - gives a number to a label that nobody has */
#include "ex2_vocabulary.h"

#include <string.h>

int label_number(const char *const *folders, int n, const char *label)
{
    int before = 0;
    for (int i = 0; i < n; i++)
        before += strcmp(folders[i], label) < 0;
    return before;
}
