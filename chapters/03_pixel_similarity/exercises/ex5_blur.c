/* Your answer to exercise 03.5. The contract is in chapters/03_pixel_similarity/exercises/ex5_blur.h. */
#include "ex5_blur.h"

#include "autograd/ops.h"
#include "nn/loss.h"

void blur(const float *picture, float *blurred, int height, int width, int radius)
{
    TODO("each number the mean of the square around it, as far as that lies in the picture");
}

double blurred_accuracy(const Dataset *train, const Dataset *valid, int radius)
{
    TODO("ideals of train, everything blurred, then the nearest ideal of every picture of valid");
    return 0;
}
