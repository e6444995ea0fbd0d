/* The tests of exercise 02.1. */
#include "ex1_stretch.h"

#include <criterion/criterion.h>

static bool same(Shape a, Shape b)
{
    if (a.n_dims != b.n_dims)
        return false;
    for (int axis = 0; axis < a.n_dims; axis++)
        if (a.size[axis] != b.size[axis])
            return false;
    return true;
}

static void stretches(Shape a, Shape b, Shape wanted, const char *why)
{
    Shape got = {0};
    cr_assert(stretch(a, b, &got), "(%s) and (%s) do fit: %s", shape_text(a), shape_text(b), why);
    cr_assert(got.n_dims == wanted.n_dims, "(%s) and (%s) give %d axes, not %d: %s", shape_text(a),
              shape_text(b), wanted.n_dims, got.n_dims, why);
    cr_assert(same(got, wanted), "(%s) and (%s) give (%s), not (%s): %s", shape_text(a), shape_text(b),
              shape_text(wanted), shape_text(got), why);
}

static void refuses(Shape a, Shape b, const char *why)
{
    Shape before = SHAPE(1, 2, 3), after = before;
    cr_assert(!stretch(a, b, &after), "(%s) and (%s) do not fit: %s", shape_text(a), shape_text(b), why);
    cr_assert(
        same(after, before),
        "(%s) and (%s) do not fit, but you wrote to *result. Work in a local Shape and hand it over last",
        shape_text(a), shape_text(b));
}

Test(stretch, equal_shapes)
{
    stretches(SHAPE(2, 3), SHAPE(2, 3), SHAPE(2, 3), "equal sizes stay as they are");
    stretches(SHAPE(64, 28, 28, 3), SHAPE(64, 28, 28, 3), SHAPE(64, 28, 28, 3),
              "equal sizes stay as they are");
}

Test(stretch, ones_on_either_side)
{
    stretches(SHAPE(2, 1), SHAPE(2, 3), SHAPE(2, 3), "the 1 of the first shape stretches to 3");
    stretches(SHAPE(2, 3), SHAPE(1, 3), SHAPE(2, 3), "the 1 of the second shape stretches to 2");
    stretches(SHAPE(4, 1), SHAPE(1, 3), SHAPE(4, 3),
              "a column against a row: each stretches along the other's axis");
}

Test(stretch, missing_leading_sizes)
{
    stretches(SHAPE(4, 3), SHAPE(3), SHAPE(4, 3),
              "the shapes meet at their last axis, and the size missing before the 3 counts as 1");
    stretches(SHAPE(28, 28), SHAPE(7, 28, 28), SHAPE(7, 28, 28), "the shorter one may also be the first");
    stretches((Shape){0}, SHAPE(2, 3), SHAPE(2, 3), "a scalar has no axes: all of them count as 1");
    stretches(SHAPE(8, 1, 6, 1), SHAPE(7, 1, 5), SHAPE(8, 7, 6, 5),
              "go through it column by column, from the right");
}

Test(stretch, what_does_not_fit)
{
    refuses(SHAPE(2, 3), SHAPE(4, 3), "2 against 4, and neither is a 1");
    refuses(SHAPE(2, 3), SHAPE(2, 6), "3 against 6: a size that divides the other is still not a 1");
    refuses(SHAPE(5, 4), SHAPE(3), "4 against 3 at the last axis");
}

Test(stretch, empty_axes)
{
    stretches(SHAPE(0, 3), SHAPE(1, 3), SHAPE(0, 3),
              "1 stretches to any size, and 0 is one: no rows plus one row is no rows");
    stretches(SHAPE(1, 3), SHAPE(0, 3), SHAPE(0, 3), "the other way round it is the same");
    refuses(SHAPE(0), SHAPE(2), "0 against 2: only a 1 stretches");
}
