/* caught by: hole_at_the_edge - counts what hangs over */
#include "ex4_mixup.h"

#include <math.h>

int cutout(float *picture, int height, int width, int x, int y, int side)
{
    int n = 0;
    for (int row = y - side / 2; row < y - side / 2 + side; row++)
        for (int column = x - side / 2; column < x - side / 2 + side; column++)
            if (row >= 0 && row < height && column >= 0 && column < width) {
                picture[row * width + column] = 0;
                n++;
            }
    return side * side + 0 * n;
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
