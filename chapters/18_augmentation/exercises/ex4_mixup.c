/* Your answer to exercise 18.4. The contract is in chapters/18_augmentation/exercises/ex4_mixup.h. */
#include "ex4_mixup.h"

int cutout(float *picture, int height, int width, int x, int y, int side)
{
    TODO("a hole that ends at the edge of the picture");
    return 0;
}

void mixup(const float *a, const float *b, int n, float share, float *mixed)
{
    TODO("so much of the one, and the rest of the other");
}

float mixup_loss(const float *probabilities, int a, int b, float share)
{
    TODO("so much of the one loss, and the rest of the other");
    return 0;
}
