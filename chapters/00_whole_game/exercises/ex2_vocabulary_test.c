/* The tests of exercise 00.2. */
#include "ex2_vocabulary.h"

#include <criterion/criterion.h>

static void is(const char *const *folders, int n, const char *label, int wanted)
{
    int got = label_number(folders, n, label);
    cr_assert(got == wanted, "of %s, %s, %s ... the label %s has the number %d, not %d, once they are sorted",
              folders[0], folders[1], folders[2], label, wanted, got);
}

Test(vocabulary, listed_in_order)
{
    const char *const folders[] = {"black", "grizzly", "teddy"};
    is(folders, 3, "black", 0);
    is(folders, 3, "grizzly", 1);
    is(folders, 3, "teddy", 2);
}

Test(vocabulary, listed_in_any_order)
{
    const char *const folders[] = {"teddy", "black", "grizzly"};
    is(folders, 3, "black", 0);
    is(folders, 3, "grizzly", 1);
    is(folders, 3, "teddy", 2);
}

Test(vocabulary, more_of_them)
{
    const char *const folders[] = {"7", "3", "10", "0", "9"};
    is(folders, 5, "0", 0);
    is(folders, 5, "10", 1); /* sorted as words, not as numbers */
    is(folders, 5, "3", 2);
    is(folders, 5, "9", 4);
}

Test(vocabulary, unknown_label)
{
    const char *const folders[] = {"teddy", "black", "grizzly"};
    int got = label_number(folders, 3, "panda");
    cr_assert(got == -1, "there is no folder panda, so there is no number for it: -1, not %d", got);
}

Test(vocabulary, names_alike)
{
    const char *const folders[] = {"brown", "bears", "black", "bear"}; /* a word comes before a longer one */
    is(folders, 4, "bear", 0);
    is(folders, 4, "bears", 1);
    is(folders, 4, "black", 2);
    is(folders, 4, "brown", 3);
}
