/* Dealing samples into folds, and putting together what was said about each fold. */
#include "interpret/folds.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"

static bool enough_of_each(const Dataset *set, int k)
{
    int64_t *counts = scope_alloc((size_t)set->n_classes * sizeof *counts);
    if (!counts)
        return false;
    dataset_class_counts(set, counts);
    for (int c = 0; c < set->n_classes; c++)
        if (counts[c] > 0 && counts[c] < k) {
            error_set(ERR_VALUE,
                      "folds_assign: %" PRId64 " samples of class %s cannot be dealt into %d folds",
                      counts[c], set->classes ? set->classes[c] : scope_text("%d", c), k);
            return false;
        }
    return true;
}

/* In the order of a permutation, each class begins where the one before it ended, so that folds differ in
 * size by one at most. */
static bool deal(const Dataset *set, int k, uint64_t seed, int *fold)
{
    int64_t *order = scope_alloc((size_t)set->n * sizeof *order);
    Random random;
    if (!order || !enough_of_each(set, k))
        return false;
    random_init(&random, seed);
    random_randperm(&random, order, set->n);
    int next = 0;
    for (int c = 0; c < set->n_classes; c++)
        for (int64_t i = 0; i < set->n; i++)
            if (set->label(set, order[i]) == c) {
                fold[order[i]] = next;
                next = (next + 1) % k;
            }
    return true;
}

int *folds_assign(const Dataset *set, int k, uint64_t seed)
{
    if (!set)
        return NULL;
    if (k < 2 || set->n < k)
        return error_set(ERR_VALUE, "folds_assign: %d folds of %" PRId64 " samples", k, set->n);
    int *fold = scope_alloc((size_t)set->n * sizeof *fold);
    Scope scope = scope_begin();
    bool dealt = fold && deal(set, k, seed, fold);
    scope_end(scope);
    return dealt ? fold : NULL;
}

/* Puts what was said about the held out samples, `out` of them, into their places. */
static bool scatter(Interpretation *all, const Interpretation *part, const int64_t *out, int64_t n_out)
{
    if (!part || part->n != n_out || part->n_classes != all->n_classes) {
        if (part)
            error_set(ERR_SHAPE,
                      "folds_interpretation: answers about %" PRId64 " samples of %d classes, not %" PRId64
                      " of %d",
                      part->n, part->n_classes, n_out, all->n_classes);
        return false;
    }
    for (int64_t i = 0; i < n_out; i++)
        if (!interpretation_put(all, out[i], part->actual[i], part->log_p + i * all->n_classes))
            return false;
    return true;
}

static bool judge_fold(Interpretation *all, const int *folds, int fold, FoldTrainer train, void *context)
{
    const Dataset *set = all->set;
    int64_t *in = scope_alloc((size_t)set->n * sizeof *in), *out = scope_alloc((size_t)set->n * sizeof *out);
    int64_t n_in = 0, n_out = 0;
    if (!in || !out)
        return false;
    for (int64_t i = 0; i < set->n; i++)
        if (folds[i] == fold)
            out[n_out++] = i;
        else
            in[n_in++] = i;
    if (n_in == 0 || n_out == 0) {
        error_set(ERR_VALUE, "folds_interpretation: fold %d holds %" PRId64 " of %" PRId64 " samples", fold,
                  n_out, set->n);
        return false;
    }
    const Dataset *seen = dataset_subset(set, in, n_in), *held_out = dataset_subset(set, out, n_out);
    return seen && held_out && scatter(all, train(context, fold, seen, held_out), out, n_out);
}

Interpretation *folds_interpretation(const Dataset *set, const int *fold, int k, FoldTrainer train,
                                     void *context)
{
    if (!fold || !train || !error_ok())
        return NULL;
    const char **names = interpretation_names(set);
    Interpretation *all = names ? interpretation_new(set, set->n, set->n_classes, names) : NULL;
    bool done = all != NULL;
    for (int f = 0; done && f < k; f++) {
        Scope scope = scope_begin();
        done = judge_fold(all, fold, f, train, context);
        scope_end(scope);
    }
    return done ? all : NULL;
}
