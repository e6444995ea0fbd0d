/* caught by: finds_a_slope, leaves_the_rest_alone - nothing reaches the second convolution */
#include "ex2_identity.h"

#include "nn/init.h"

/* Gamma alone is the door: nothing gets through it, but what stands behind it can be seen. */
void start_from_identity(Module *f)
{
    const ModuleTensor *norm = f->children[4]->tensors;
    nn_init_constant(norm[0].tensor, 0);
    nn_init_constant(norm[1].tensor, 0);
    nn_init_constant(f->children[1]->tensors[0].tensor, 0);
    nn_init_constant(f->children[1]->tensors[1].tensor, 0);
}
