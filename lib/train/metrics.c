/* Metrics that count by class. */
#include "train/metrics.h"

#include <math.h>

#include "base/error.h"
#include "base/scope.h"
#include "tensor/compare.h"

/* Samples of a class, by what they are and what they are taken for. */
typedef struct Tally {
    int64_t actual, predicted, right;
} Tally;

/* For each of the *n classes; in the current scope. */
static Tally *tally_of(const char *who, Tensor *logits, Tensor *labels, int64_t *n)
{
    if (!logits || !labels)
        return NULL;
    if (logits->n_dims != 2 || labels->n_dims != 1 || labels->shape[0] != logits->shape[0])
        return error_set(ERR_SHAPE, "%s: answers of (%s) for labels of (%s)", who,
                         shape_text(tensor_shape(logits)), shape_text(tensor_shape(labels)));
    int64_t items = logits->shape[0];
    *n = logits->shape[1];
    Tally *tally = scope_alloc((size_t)*n * sizeof *tally);
    float *actual = scope_alloc((size_t)items * sizeof *actual),
          *predicted = scope_alloc((size_t)items * sizeof *predicted);
    if (!tally || !actual || !predicted || !tensor_read(labels, actual) ||
        !tensor_read(tensor_argmax(logits, -1), predicted))
        return NULL;
    for (int64_t i = 0; i < items; i++) {
        if (!(actual[i] >= 0 && actual[i] < (float)*n))
            return error_set(ERR_VALUE, "%s: label %g of %lld classes", who, (double)actual[i],
                             (long long)*n);
        tally[(int)actual[i]].actual++;
        tally[(int)predicted[i]].predicted++;
        tally[(int)actual[i]].right += actual[i] == predicted[i];
    }
    return tally;
}

/* Recall is 2 * right / (actual + actual), F1 is 2 * right / (actual + predicted): the mean over the classes
 * where there is something to divide by. */
static double mean_share(const char *who, Tensor *logits, Tensor *labels, bool of_predicted)
{
    Scope scope = scope_begin();
    int64_t n = 0, counted = 0;
    const Tally *tally = tally_of(who, logits, labels, &n);
    double sum = 0;
    for (int64_t c = 0; tally && c < n; c++) {
        int64_t of = tally[c].actual + (of_predicted ? tally[c].predicted : tally[c].actual);
        if (of == 0)
            continue;
        sum += 2 * (double)tally[c].right / (double)of;
        counted++;
    }
    scope_end(scope);
    return counted > 0 ? sum / (double)counted : NAN;
}

double metrics_balanced_accuracy(Tensor *logits, Tensor *labels)
{
    return mean_share("metrics_balanced_accuracy", logits, labels, false);
}

double metrics_f1(Tensor *logits, Tensor *labels)
{
    return mean_share("metrics_f1", logits, labels, true);
}
