/* Gathering a net's answers, sample by sample. */
#include "interpret/interpretation.h"

#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "base/scope.h"
#include "train/learner.h"

Interpretation *interpretation_new(const Dataset *set, int64_t n, int n_classes, const char **classes)
{
    if (n < 0 || n_classes < 1 || !classes)
        return error_set(ERR_VALUE, "interpretation_new: %" PRId64 " samples, %d classes%s", n, n_classes,
                         classes ? "" : " without names");
    Interpretation *interp = scope_alloc(sizeof *interp);
    int *numbers = scope_alloc((size_t)(2 * n) * sizeof *numbers);
    float *values = scope_alloc((size_t)(n * (1 + n_classes)) * sizeof *values);
    if (!interp || !numbers || !values)
        return NULL;
    *interp = (Interpretation){.set = set,
                               .n_classes = n_classes,
                               .classes = classes,
                               .n = n,
                               .actual = numbers,
                               .predicted = numbers + n,
                               .losses = values,
                               .log_p = values + n};
    return interp;
}

bool interpretation_put(Interpretation *interp, int64_t i, int actual, const float *logits)
{
    if (!interp || !logits)
        return false;
    int classes = interp->n_classes, best = 0;
    if (i < 0 || i >= interp->n || actual < 0 || actual >= classes) {
        error_set(ERR_VALUE, "interpretation_put: sample %" PRId64 " of %" PRId64 ", label %d of %d", i,
                  interp->n, actual, classes);
        return false;
    }
    for (int c = 1; c < classes; c++)
        best = logits[c] > logits[best] ? c : best;
    double sum = 0; /* of the exponentials, none of them above 1 */
    for (int c = 0; c < classes; c++)
        sum += exp((double)logits[c] - (double)logits[best]);
    float *log_p = interp->log_p + i * classes;
    for (int c = 0; c < classes; c++)
        log_p[c] = (float)((double)logits[c] - (double)logits[best] - log(sum));
    interp->actual[i] = actual;
    interp->predicted[i] = best;
    interp->losses[i] = -log_p[actual];
    return true;
}

static bool fits(const Tensor *logits, int n_classes)
{
    if (logits->n_dims == 2 && logits->shape[1] == n_classes)
        return true;
    error_set(ERR_SHAPE, "interpretation_of: the net gives (%s), the set has %d classes",
              shape_text(tensor_shape(logits)), n_classes);
    return false;
}

/* Samples index[0], index[1], ...; or 0, 1, ... with NULL. */
static bool put_rows(Interpretation *interp, Tensor *logits, Tensor *labels, const int64_t *index)
{
    int64_t n = logits->shape[0], classes = interp->n_classes;
    float *values = scope_alloc((size_t)(n * classes) * sizeof *values);
    float *actual = scope_alloc((size_t)n * sizeof *actual);
    if (!values || !actual || !tensor_read(logits, values) || !tensor_read(labels, actual))
        return false;
    for (int64_t i = 0; i < n; i++) {
        int label = actual[i] >= 0 && actual[i] < (float)classes ? (int)actual[i] : -1;
        if (!interpretation_put(interp, index ? index[i] : i, label, values + i * classes))
            return false;
    }
    return true;
}

static bool see_batch(void *context, const Batch *batch, Tensor *logits, Tensor *losses)
{
    Interpretation *interp = context;
    (void)losses;
    return fits(logits, interp->n_classes) && put_rows(interp, logits, batch->y, batch->index);
}

const char **interpretation_names(const Dataset *set)
{
    if (!set || set->classes)
        return set ? set->classes : NULL;
    const char **names = scope_alloc((size_t)set->n_classes * sizeof *names);
    for (int c = 0; names && c < set->n_classes; c++)
        if (!(names[c] = scope_text("%d", c)))
            return NULL;
    return names;
}

Interpretation *interpretation_of(Module *net, const Loader *loader)
{
    if (!net || !loader || !error_ok())
        return NULL;
    const Dataset *set = loader_dataset(loader);
    const char **names = interpretation_names(set);
    Interpretation *interp = names ? interpretation_new(set, set->n, set->n_classes, names) : NULL;
    Scope scope = scope_begin();
    bool seen = interp && learner_visit(net, loader_plain(loader, set, 0), NULL, see_batch, interp);
    scope_end(scope);
    return seen ? interp : NULL;
}

Interpretation *interpretation_from(Tensor *logits, Tensor *labels, int n_classes, const char **classes)
{
    if (!logits || !labels || !fits(logits, n_classes))
        return NULL;
    if (labels->n_dims != 1 || labels->shape[0] != logits->shape[0])
        return error_set(ERR_SHAPE, "interpretation_from: logits (%s), labels (%s)",
                         shape_text(tensor_shape(logits)), shape_text(tensor_shape(labels)));
    Interpretation *interp = interpretation_new(NULL, logits->shape[0], n_classes, classes);
    Scope scope = scope_begin();
    bool done = interp && put_rows(interp, logits, labels, NULL);
    scope_end(scope);
    return done ? interp : NULL;
}

double interpretation_p(const Interpretation *interp, int64_t i, int class)
{
    return interp ? exp((double)interp->log_p[i * interp->n_classes + class]) : NAN;
}

double interpretation_accuracy(const Interpretation *interp)
{
    int64_t right = 0;
    for (int64_t i = 0; interp && i < interp->n; i++)
        right += interp->actual[i] == interp->predicted[i];
    return interp && interp->n > 0 ? (double)right / (double)interp->n : NAN;
}

double interpretation_mean_loss(const Interpretation *interp)
{
    double sum = 0;
    for (int64_t i = 0; interp && i < interp->n; i++)
        sum += (double)interp->losses[i];
    return interp && interp->n > 0 ? sum / (double)interp->n : NAN;
}

Confusion *interpretation_confusion(const Interpretation *interp)
{
    if (!interp)
        return NULL;
    int classes = interp->n_classes;
    Confusion *confusion = scope_alloc(sizeof *confusion);
    int64_t *counts = scope_alloc((size_t)classes * (size_t)classes * sizeof *counts);
    if (!confusion || !counts)
        return NULL;
    *confusion = (Confusion){.n_classes = classes,
                             .classes = interp->classes,
                             .counts = counts,
                             .n = interp->n,
                             .mean_loss = interpretation_mean_loss(interp)};
    for (int64_t i = 0; i < interp->n; i++) {
        counts[interp->actual[i] * classes + interp->predicted[i]]++;
        confusion->errors += interp->actual[i] != interp->predicted[i];
    }
    return confusion;
}
