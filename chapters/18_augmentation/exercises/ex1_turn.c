/* Your answer to exercise 18.1. The contract is in chapters/18_augmentation/exercises/ex1_turn.h. */
#include "ex1_turn.h"

Affine turn(double degrees, int width, int height)
{
    TODO("cosine and sine, and the picture's shape");
    return (Affine){{0}};
}

Affine zoom_in(double zoom)
{
    TODO("the same places, nearer to the middle");
    return (Affine){{0}};
}

Affine compose(Affine outer, Affine inner)
{
    TODO("the product of two matrices whose third row is 0 0 1");
    return (Affine){{0}};
}
