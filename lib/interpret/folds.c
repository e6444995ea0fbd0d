/* Putting together what was said about each fold. */
#include "interpret/folds.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/scope.h"

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
