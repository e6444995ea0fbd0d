/* caught by: ones_on_either_side, missing_leading_sizes, empty_axes - stretches the second shape only */
#include "ex1_stretch.h"

/* The size in a column counted from the right; what a shape does not have counts as 1. */
static int64_t size_in_column(Shape shape, int column)
{
    int axis = shape.n_dims - 1 - column;
    return axis >= 0 ? shape.size[axis] : 1;
}

bool stretch(Shape a, Shape b, Shape *result)
{
    Shape both = {.n_dims = a.n_dims > b.n_dims ? a.n_dims : b.n_dims};
    for (int column = 0; column < both.n_dims; column++) {
        int64_t x = size_in_column(a, column);
        int64_t y = size_in_column(b, column);
        if (x != y && y != 1)
            return false;
        /* Not the larger of the two: 1 against 0 is 0. */
        both.size[both.n_dims - 1 - column] = y == 1 ? x : y;
    }
    *result = both; /* only now, so that a refusal leaves it alone */
    return true;
}
