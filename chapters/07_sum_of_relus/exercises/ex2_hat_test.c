/* The tests of exercise 07.2. */
#include "ex2_hat.h"

#include <criterion/criterion.h>
#include <math.h>

static void passes(const char *what, const Bend *bends, int n, double x, double wanted, const char *why)
{
    double y = 0;
    for (int i = 0; i < n; i++)
        y += bends[i].turn * fmax(0, x - bends[i].at);
    cr_assert(fabs(y - wanted) < 1e-9, "%s at x = %g: should be %g, your sum is %g. %s", what, x, wanted, y,
              why);
}

Test(hat, top_and_slopes)
{
    Bend bends[3] = {{0, 0}};
    hat(bends);
    passes("the hat", bends, 3, -1, 0, "Nothing is on yet");
    passes("the hat", bends, 3, 0.5, 0.5, "On its way up, slope 1");
    passes("the hat", bends, 3, 1, 1, "Its top");
    passes("the hat", bends, 3, 1.5, 0.5,
           "On its way down: at 1 the slope turns from 1 to -1, by how much is that?");
}

Test(hat, ends)
{
    Bend bends[3] = {{0, 0}};
    hat(bends);
    passes("the hat", bends, 3, 2, 0, "Down again");
    passes("the hat", bends, 3, 10, 0, "Flat for ever: the three turns have to add up to 0");
}

Test(hat, table_up)
{
    Bend bends[4] = {{0, 0}};
    table(bends);
    passes("the table", bends, 4, -2, 0, "Nothing is on yet");
    passes("the table", bends, 4, -0.5, 1, "On its way up, slope 2");
    passes("the table", bends, 4, 0, 2, "Its left edge");
    passes("the table", bends, 4, 2, 2, "The top is flat: the second turn undoes the first");
}

Test(hat, table_down)
{
    Bend bends[4] = {{0, 0}};
    table(bends);
    passes("the table", bends, 4, 3, 2, "Its right edge");
    passes("the table", bends, 4, 3.5, 1, "On its way down, slope -2");
    passes("the table", bends, 4, 20, 0, "Flat for ever: the four turns have to add up to 0");
}
