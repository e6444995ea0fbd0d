/* caught by: changes_nothing_at_first - gamma still lets everything through */
#include "ex2_identity.h"

#include "nn/init.h"

/* Gamma alone is the door: nothing gets through it, but what stands behind it can be seen. */
void start_from_identity(Module *f)
{
    const ModuleTensor *norm = f->children[4]->tensors;
    nn_init_constant(norm[1].tensor, 0);
}
