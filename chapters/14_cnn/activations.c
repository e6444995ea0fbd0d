/* What the numbers between the layers look like while a net learns. */
#include "cnn.h"

/* Mean and deviation, how many are next to nothing, and how they are spread over 0 to 10. */
static void count(LayerLook *look, const float *values, int64_t n)
{
    double sum = 0, squares = 0, near = 0;
    for (int64_t i = 0; i < n; i++) {
        double v = (double)values[i];
        sum += v;
        squares += v * v;
        near += v <= 0.05;
        if (v >= 0 && v < 10)
            look->counts[(int)(v * BINS / 10)]++;
    }
    look->mean = sum / (double)n;
    look->deviation = sqrt(fmax(0, squares / (double)n - look->mean * look->mean));
    look->near_zero = near / (double)n;
}

/* The share of units, one number of a picture's maps each, that are 0 for every picture. */
static double share_dead(const float *values, int64_t pictures, int64_t units)
{
    int64_t dead = 0;
    for (int64_t u = 0; u < units; u++) {
        int64_t p = 0;
        while (p < pictures && values[p * units + u] <= 0)
            p++;
        dead += p == pictures;
    }
    return (double)dead / (double)units;
}

/* nn_forward shows every output of every module; only a ReLU's in training is looked at. */
static void see(Module *module, Tensor *output, void *context)
{
    Activations *a = context;
    if (!module->training || strcmp(module->kind, "ReLU") != 0)
        return;
    int layer = a->layer, step = a->n_steps;
    a->layer = (layer + 1) % LAYERS;
    a->n_steps += a->layer == 0;
    if (step % a->every || step / a->every >= RECORDS)
        return;
    Tensor *some = tensor_slice(output, 0, 0, output->shape[0] < WATCHED ? output->shape[0] : WATCHED);
    int64_t n = tensor_count(some), pictures = some ? some->shape[0] : 0;
    float *values = scope_alloc((size_t)n * sizeof *values);
    if (!values || !tensor_read(some, values))
        return;
    LayerLook *look = &a->looks[step / a->every][layer];
    count(look, values, n);
    look->dead = share_dead(values, pictures, n / pictures);
    a->n = step / a->every + (a->layer == 0);
}

void activations_begin(Activations *activations, int every)
{
    *activations = (Activations){.every = every > 0 ? every : 1};
    nn_hook(see, activations);
}

void activations_end(void)
{
    nn_hook(NULL, NULL);
}
