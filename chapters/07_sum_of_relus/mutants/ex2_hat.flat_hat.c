/* caught by: top_and_slopes, ends - gives the hat a flat top */
#include "ex2_hat.h"

/* Slopes 0, 1, -1, 0. */
void hat(Bend bends[3])
{
    bends[0] = (Bend){0, 1};
    bends[1] = (Bend){1, -1};
    bends[2] = (Bend){2, 1};
}

/* Slopes 0, 2, 0, -2, 0. */
void table(Bend bends[4])
{
    bends[0] = (Bend){-1, 2};
    bends[1] = (Bend){0, -2};
    bends[2] = (Bend){3, -2};
    bends[3] = (Bend){4, 2};
}
