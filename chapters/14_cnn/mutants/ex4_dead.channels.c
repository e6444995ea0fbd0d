/* caught by: places_of_maps - calls a channel alive if it lives anywhere */
#include "ex4_dead.h"

typedef struct Seen {
    double *dead;
    int room, n;
} Seen;

static void see(Module *module, Tensor *output, void *context)
{
    Seen *seen = context;
    if (strcmp(module->kind, "ReLU") != 0)
        return;
    if (seen->n < seen->room) {
        Tensor *alive = tensor_gt(tensor_max(output, output->n_dims == 4 ? AXIS0 | AXIS1 | AXIS2 : AXIS0),
                                  tensor_scalar(0)); /* for some picture */
        seen->dead[seen->n] = 1 - tensor_item(tensor_mean(alive, ALL_AXES));
    }
    seen->n++;
}

int dead_units(Module *net, Tensor *pictures, double *dead, int room)
{
    Seen seen = {dead, room, 0};
    nn_hook(see, &seen);
    nn_forward(net, pictures);
    nn_hook(NULL, NULL);
    return seen.n;
}
