/* caught by: both_sides - counts x as small when it is far to the left */
#include "ex4_ravine.h"

#include <math.h>

enum { MOST = 100000 };

int steps_down(double steepness, double lr)
{
    double x = 1, y = 1;
    for (int steps = 0; steps < MOST; steps++) {
        if (x <= 0.01 && fabs(y) <= 0.01)
            return steps;
        x -= lr * x;
        y -= lr * steepness * y;
    }
    return MOST;
}

int fewest_steps(double steepness)
{
    int fewest = MOST;
    for (int i = 1; i < 2000; i++) {
        int steps = steps_down(steepness, i / 1000.0 / steepness);
        fewest = steps < fewest ? steps : fewest;
    }
    return fewest;
}

int times_as_many(void)
{
    return (int)lround((double)fewest_steps(100) /
                       fewest_steps(10)); /* about as many times as it is steeper */
}
