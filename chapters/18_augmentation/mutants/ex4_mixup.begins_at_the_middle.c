/* caught by: hole_in_the_middle, hole_at_the_edge - takes the middle for the corner */
#include "ex4_mixup.h"

#include <math.h>

int cutout(float *picture, int height, int width, int x, int y, int side)
{
    int n = 0;
    for (int row = y; row < y + side; row++)
        for (int column = x; column < x + side; column++)
            if (row >= 0 && row < height && column >= 0 && column < width) {
                picture[row * width + column] = 0;
                n++;
            }
    return n;
}

void mixup(const float *a, const float *b, int n, float share, float *mixed)
{
    for (int i = 0; i < n; i++)
        mixed[i] = share * a[i] + (1 - share) * b[i];
}

/* Cross-entropy is linear in the label, so this is also the loss of the mixed label. */
float mixup_loss(const float *probabilities, int a, int b, float share)
{
    return -share * logf(probabilities[a]) - (1 - share) * logf(probabilities[b]);
}
