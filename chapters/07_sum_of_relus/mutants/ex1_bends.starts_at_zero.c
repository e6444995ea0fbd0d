/* caught by: straight_line, meets_the_curve - forgets the height */
#include "ex1_bends.h"

double bends_value(const Bend *bends, int n, double height, double x)
{
    double y = height;
    for (int i = 0; i < n; i++)
        y += x > bends[i].at ? bends[i].turn * (x - bends[i].at) : 0;
    return y;
}

/* All bends to the left stay switched on, so a bend only adds what the slope changes by. */
double bends_build(Function *f, double from, double to, Bend *bends, int n)
{
    double width = (to - from) / n, before = 0;
    for (int i = 0; i < n; i++) {
        double at = from + i * width, slope = (f(at + width) - f(at)) / width;
        bends[i] = (Bend){at, slope - before};
        before = slope;
    }
    return 0;
}
