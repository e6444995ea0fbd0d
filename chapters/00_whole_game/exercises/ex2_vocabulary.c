/* Your answer to exercise 00.2. The contract is in chapters/00_whole_game/exercises/ex2_vocabulary.h.
 *
 * It is written and works on the machine of whoever wrote it, where folders happen to be listed in order.
 * Take the TODO out, look at what the tests say, and put it right. */
#include "ex2_vocabulary.h"

#include <string.h>

int label_number(const char *const *folders, int n, const char *label)
{
    TODO("take this line out, run the tests, and think of a machine that lists folders in another order");
    for (int i = 0; i < n; i++)
        if (strcmp(folders[i], label) == 0)
            return i;
    return -1;
}
