/* caught by: as_many_as_fit - leaves out the scene that fits exactly */
#include "ex2_scenes.h"

#include "base/random.h"
#include "base/scope.h"

void split_scenes(int64_t n, const int64_t *scene, int64_t n_scenes, double share, uint64_t seed,
                  bool *is_valid)
{
    int64_t *order = scope_alloc((size_t)n_scenes * sizeof *order);
    int64_t *size = scope_alloc((size_t)n_scenes * sizeof *size);
    bool *held = scope_alloc((size_t)n_scenes * sizeof *held);
    for (int64_t i = 0; i < n; i++)
        size[scene[i]]++;

    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, n_scenes);
    int64_t wanted = (int64_t)(share * (double)n), taken = 0;
    for (int64_t k = 0; k < n_scenes; k++) {
        int64_t s = order[k];
        held[s] = taken + size[s] < wanted;
        taken += held[s] ? size[s] : 0;
    }
    for (int64_t i = 0; i < n; i++)
        is_valid[i] = held[scene[i]]; /* a photo goes where its scene goes */
}
