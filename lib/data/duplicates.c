/* Near-duplicates: comparing looks, and joining what is near. */
#include "data/duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scope.h"
#include "vision/image_hash.h"
#include "vision/resize.h"

/* Found by looking at the pairs of 1,273 photos of bears, see look_is_near. */
enum { NEAR_BITS = 14, NEAR_LEVELS = 22, WHITE = 235, FEWEST_PIXELS = 8 };

bool look_of(const Image *image, Look *look)
{
    Image *small = image_resize(image, LOOK_SIDE, LOOK_SIDE);
    if (!small)
        return false;
    look->hash = image_hash(image);
    for (int i = 0; i < LOOK_SIDE * LOOK_SIDE; i++)
        for (int c = 0; c < 3; c++)
            look->colours[3 * i + c] = small->pixels[small->channels * i + (small->channels == 3 ? c : 0)];
    image_free(small);
    return error_ok();
}

static bool is_white(const uint8_t *pixel)
{
    return pixel[0] >= WHITE && pixel[1] >= WHITE && pixel[2] >= WHITE;
}

/* A background that both have in common says nothing, unless there is nothing else. */
static bool colours_agree(const uint8_t *a, const uint8_t *b)
{
    int difference = 0, pixels = 0;
    for (int i = 0; i < 3 * LOOK_SIDE * LOOK_SIDE; i += 3) {
        if (is_white(a + i) && is_white(b + i))
            continue;
        pixels++;
        for (int c = i; c < i + 3; c++)
            difference += abs(a[c] - b[c]);
    }
    return pixels < FEWEST_PIXELS || difference <= 3 * NEAR_LEVELS * pixels;
}

bool look_may_be_near(uint64_t a, uint64_t b)
{
    return image_hash_distance(a, b) <= NEAR_BITS;
}

bool look_is_near(const Look *a, const Look *b)
{
    return look_may_be_near(a->hash, b->hash) && colours_agree(a->colours, b->colours);
}

/* The smallest member of the group of i; the way there is made shorter for the next time. */
static int64_t group_root(int64_t *group, int64_t i)
{
    while (group[i] != i) {
        group[i] = group[group[i]];
        i = group[i];
    }
    return i;
}

bool looks_group(const Look *looks, int64_t n, int64_t *group)
{
    if (!looks || !group)
        return false;
    for (int64_t i = 0; i < n; i++) {
        group[i] = i;
        for (int64_t j = 0; j < i; j++) {
            if (!look_is_near(&looks[i], &looks[j]))
                continue;
            int64_t a = group_root(group, i), b = group_root(group, j);
            group[a > b ? a : b] = a > b ? b : a;
        }
    }
    for (int64_t i = 0; i < n; i++)
        group[i] = group_root(group, i);
    return true;
}

typedef struct Looking {
    const Dataset *set;
    Look *looks;
} Looking;

static bool look_at_sample(void *context, int64_t i)
{
    Looking *looking = context;
    Image *image = looking->set->image(looking->set, i);
    bool good = look_of(image, &looking->looks[i]);
    image_free(image);
    return good;
}

int64_t *dataset_duplicates(const Dataset *set)
{
    if (!set || !error_ok())
        return NULL;
    int64_t *group = scope_alloc((size_t)set->n * sizeof *group);
    Looking looking = {set, mem_alloc((size_t)set->n * sizeof(Look))};
    bool good = group && looking.looks && parallel_for(set->n, look_at_sample, &looking) &&
                looks_group(looking.looks, set->n, group);
    mem_free(looking.looks);
    return good ? group : NULL;
}
