/* The tests of exercise 17.2. */
#include "ex2_scenes.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

enum { N = 120, SCENES = 43, SEEDS = 30 };

/* Scene 0 has 28 photos, as if somebody had stood there for long; the others have one to three. */
static void photograph(int64_t *scene)
{
    for (int64_t i = 0; i < N; i++)
        scene[i] = i % 4 == 0 && i < 112 ? 0 : 1 + (5 * i) % (SCENES - 1);
}

static int64_t held_back(const bool *is_valid)
{
    int64_t n = 0;
    for (int64_t i = 0; i < N; i++)
        n += is_valid[i];
    return n;
}

Test(scenes, no_scene_on_both_sides)
{
    int64_t scene[N];
    photograph(scene);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bool is_valid[N];
        memset(is_valid, 1, sizeof is_valid);
        split_scenes(N, scene, SCENES, 0.25, seed, is_valid);
        for (int64_t i = 0; i < N; i++)
            for (int64_t j = 0; j < i; j++)
                cr_assert(scene[i] != scene[j] || is_valid[i] == is_valid[j],
                          "photos %" PRId64 " and %" PRId64 " both show scene %" PRId64
                          ", and one of them is trained on while the other one is validated on",
                          j, i, scene[i]);
    }
}

Test(scenes, the_share_of_photos)
{
    int64_t scene[N];
    photograph(scene);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bool is_valid[N];
        split_scenes(N, scene, SCENES, 0.25, seed, is_valid);
        int64_t n = held_back(is_valid);
        cr_assert(n <= 30, "a quarter of %d photos is 30, and %" PRId64 " are held back", N, n);
        cr_assert(n >= 28,
                  "only %" PRId64
                  " of %d photos are held back, not nearly a quarter. Scenes are of different "
                  "sizes: count photos, and try the next scene where one does not fit",
                  n, N);
    }
}

Test(scenes, as_many_as_fit)
{
    const int64_t scene[] = {0, 1, 2, 3, 4, 5, 6, 7};
    bool is_valid[8];
    split_scenes(8, scene, 8, 0.5, 1, is_valid);
    int64_t n = 0;
    for (int i = 0; i < 8; i++)
        n += is_valid[i];
    cr_assert(n == 4,
              "eight photos, each a scene of its own: half of them are 4, and %" PRId64 " are held back", n);
}

Test(scenes, the_seed_decides)
{
    int64_t scene[N];
    photograph(scene);
    bool first[N], again[N], other[N];
    int64_t ever[N] = {0};
    split_scenes(N, scene, SCENES, 0.2, 1, first);
    split_scenes(N, scene, SCENES, 0.2, 1, again);
    cr_assert(memcmp(first, again, sizeof first) == 0, "the same seed gives another split the second time");
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        split_scenes(N, scene, SCENES, 0.2, seed, other);
        for (int i = 0; i < N; i++)
            ever[i] += other[i];
    }
    int64_t never = 0, always = 0;
    for (int i = 0; i < N; i++) {
        never += ever[i] == 0 && scene[i] != 0;
        always += ever[i] == SEEDS;
    }
    cr_assert(always == 0, "%" PRId64 " photos are held back with every seed: are scenes shuffled?", always);
    cr_assert(never < 10, "%" PRId64 " photos are never held back, with none of %d seeds", never, SEEDS);
}
