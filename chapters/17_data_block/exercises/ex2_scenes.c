/* Your answer to exercise 17.2. The contract is in chapters/17_data_block/exercises/ex2_scenes.h.
 *
 * This split is random, it takes the right share, and a net measured by it looks better than it is. Take the
 * TODO out, run the tests, and repair it. */
#include "ex2_scenes.h"

#include "base/random.h"
#include "base/scope.h"

void split_scenes(int64_t n, const int64_t *scene, int64_t n_scenes, double share, uint64_t seed,
                  bool *is_valid)
{
    TODO("take this line out, run the tests, and keep scenes together");
    int64_t *order = scope_alloc((size_t)n * sizeof *order);
    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, n);
    int64_t wanted = (int64_t)(share * (double)n);
    for (int64_t i = 0; i < n; i++)
        is_valid[order[i]] = i < wanted;
}
