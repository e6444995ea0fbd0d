/* The tests of exercise 17.1. */
#include "ex1_hold_back.h"

#include <criterion/criterion.h>

enum { N = 6 };

static const char *const PATHS[N] = {"bears/black/1.jpg",  "bears/black/11.jpg", "bears/teddy/2.jpg",
                                     "bears/teddy/11.jpg", "loose.jpg",          "1.jpg.d/3.jpg"};

static void expect(int64_t n_names, const char *const *names, const bool *wanted, const char *why)
{
    bool is_valid[N];
    for (int i = 0; i < N; i++)
        is_valid[i] = i % 2 == 0; /* whatever was there before */
    bool clear = hold_back(N, PATHS, n_names, names, is_valid);
    cr_assert(clear == (wanted != NULL), "you %s: %s", clear ? "took the list" : "refused the list", why);
    for (int i = 0; i < N; i++)
        cr_assert(is_valid[i] == (wanted && wanted[i]), "%s is %s held back: %s", PATHS[i],
                  is_valid[i] ? "" : "not", why);
}

Test(hold_back, names_are_found)
{
    expect(2, (const char *const[]){"2.jpg", "3.jpg"}, (const bool[N]){[2] = true, [5] = true},
           "two names, two items, and what is_valid held before does not count");
    expect(1, (const char *const[]){"loose.jpg"}, (const bool[N]){[4] = true},
           "a path without a slash is a name");
}

Test(hold_back, whole_names_only)
{
    expect(1, (const char *const[]){"1.jpg"}, (const bool[N]){[0] = true},
           "11.jpg ends like 1.jpg and 1.jpg.d begins like it, and both are other names");
}

Test(hold_back, nothing_named)
{
    expect(0, NULL, (const bool[N]){false}, "an empty list holds nothing back");
}

Test(hold_back, names_that_are_not_there)
{
    expect(
        2, (const char *const[]){"2.jpg", "4.jpg"}, NULL,
        "there is no 4.jpg: a list that does not fit the folder is better known now than after a training");
}

Test(hold_back, names_that_are_there_twice)
{
    expect(2, (const char *const[]){"2.jpg", "11.jpg"}, NULL,
           "a black bear and a teddy are both called 11.jpg, and nobody can know which one was meant");
}
