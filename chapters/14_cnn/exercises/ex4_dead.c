/* Your answer to exercise 14.4. The contract is in chapters/14_cnn/exercises/ex4_dead.h. */
#include "ex4_dead.h"

int dead_units(Module *net, Tensor *pictures, double *dead, int room)
{
    TODO("run the net with a function of yours hooked in");
    return 0;
}
