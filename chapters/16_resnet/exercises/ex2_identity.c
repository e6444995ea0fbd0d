/* Your answer to exercise 16.2. The contract is in chapters/16_resnet/exercises/ex2_identity.h.
 *
 * Somebody wanted to be quite sure that nothing comes out. It does not, and it never will: the training moves
 * nothing but beta. Take the TODO out, run the tests, and find out which of these lines are too many. One is
 * missing. */
#include "ex2_identity.h"

#include "nn/init.h"

static Tensor *weight_of(Module *f, int child)
{
    return f->children[child]->tensors[0].tensor;
}

void start_from_identity(Module *f)
{
    TODO("take this line out and run the tests");
    nn_init_constant(weight_of(f, 0), 0);
    nn_init_constant(weight_of(f, 3), 0);
    nn_init_constant(weight_of(f, 4), 0);
}
