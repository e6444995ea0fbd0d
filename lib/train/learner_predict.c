/* A net's answers for a whole loader: for validation, for the confusion matrix, for a look at single
 * pictures. */
#include "train/learner.h"

#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/program.h"
#include "train/learner_part.h"

static bool visit_batch(Module *net, Loader *loader, LossFunction loss_items, LearnerVisitor see,
                        void *context)
{
    Batch batch;
    if (!loader_next(loader, &batch))
        return false;
    if (program_interrupted()) {
        error_set(ERR_INTERRUPTED, "learner_visit: stopped by Ctrl-C");
        return false;
    }
    Tensor *logits = nn_forward(net, batch.x);
    Tensor *losses = loss_items ? loss_items(logits, batch.y) : NULL;
    return logits && (losses || !loss_items) && see(context, &batch, logits, losses);
}

bool learner_visit_epoch(Module *net, Loader *loader, int64_t epoch, LossFunction loss_items,
                         LearnerVisitor see, void *context)
{
    if (!net || !loader || !see || !error_ok())
        return false;
    bool recording = grad_enable(false), training = net->training;
    int64_t n = loader_batches(loader), done = 0;
    nn_eval(net);
    loader_restart(loader, epoch);
    for (bool more = true; more && done < n; done += more) {
        Scope step = scope_begin();
        more = visit_batch(net, loader, loss_items, see, context);
        scope_end(step);
    }
    if (training)
        nn_train(net);
    grad_enable(recording);
    return done == n && error_ok();
}

bool learner_visit(Module *net, Loader *loader, LossFunction loss_items, LearnerVisitor see, void *context)
{
    return learner_visit_epoch(net, loader, 0, loss_items, see, context);
}

/* Copies the rows of a batch, width numbers each, to their places. */
static bool scatter(const Batch *batch, Tensor *rows, int64_t width, float *out)
{
    if (tensor_count(rows) != batch->n * width) {
        error_set(ERR_SHAPE, "learner_predictions: (%s) for a batch of %" PRId64 ", not %" PRId64 " each",
                  shape_text(tensor_shape(rows)), batch->n, width);
        return false;
    }
    float *values = scope_alloc((size_t)(batch->n * width) * sizeof *values);
    if (!values || !tensor_read(rows, values))
        return false;
    for (int64_t i = 0; i < batch->n; i++)
        for (int64_t j = 0; j < width; j++)
            out[batch->index[i] * width + j] = values[i * width + j];
    return true;
}

bool learner_gather(Gathered *all, const Batch *batch, Tensor *logits, Tensor *losses)
{
    if (logits->n_dims != 2 || logits->shape[0] != batch->n) {
        error_set(ERR_SHAPE, "learner_predictions: the net gives (%s), not (n, classes), n = %" PRId64,
                  shape_text(tensor_shape(logits)), batch->n);
        return false;
    }
    if (!all->logits) {
        all->n_classes = logits->shape[1];
        all->logits = mem_alloc((size_t)(all->n * all->n_classes) * sizeof(float));
        all->labels = mem_alloc((size_t)all->n * sizeof(float));
        all->losses = all->with_losses ? mem_alloc((size_t)all->n * sizeof(float)) : NULL;
        if (!all->logits || !all->labels || (all->with_losses && !all->losses))
            return false;
    }
    all->found += batch->n;
    return scatter(batch, logits, all->n_classes, all->logits) && scatter(batch, batch->y, 1, all->labels) &&
           (!all->losses || scatter(batch, losses, 1, all->losses));
}

void learner_drop(Gathered *all)
{
    mem_free(all->logits);
    mem_free(all->labels);
    mem_free(all->losses);
}

static bool gather_batch(void *context, const Batch *batch, Tensor *logits, Tensor *losses)
{
    return learner_gather(context, batch, logits, losses);
}

bool learner_predictions_of_epoch(Module *net, Loader *loader, int64_t epoch, Tensor **logits,
                                  Tensor **labels, Tensor **losses)
{
    if (!net || !loader)
        return false;
    Gathered all = {.n = loader_dataset(loader)->n, .with_losses = losses != NULL};
    bool done =
        learner_visit_epoch(net, loader, epoch, losses ? nn_cross_entropy_items : NULL, gather_batch, &all);
    if (done && all.found != all.n) {
        error_set(ERR_STATE, "learner_predictions: the loader shows %" PRId64 " of %" PRId64 " samples",
                  all.found, all.n);
        error_hint("drop_last leaves some out; loader_plain makes a loader of all");
        done = false;
    }
    if (done && logits)
        done =
            (*logits = tensor_from(SHAPE(all.n, all.n_classes), all.logits, all.n * all.n_classes)) != NULL;
    if (done && labels)
        done = (*labels = tensor_from(SHAPE(all.n), all.labels, all.n)) != NULL;
    if (done && losses)
        done = (*losses = tensor_from(SHAPE(all.n), all.losses, all.n)) != NULL;
    learner_drop(&all);
    return done;
}

bool learner_predictions(Module *net, Loader *loader, Tensor **logits, Tensor **labels, Tensor **losses)
{
    return learner_predictions_of_epoch(net, loader, 0, logits, labels, losses);
}

typedef struct Tally {
    double right;
    int64_t n;
} Tally;

static bool count_right(void *context, const Batch *batch, Tensor *logits, Tensor *losses)
{
    Tally *tally = context;
    (void)losses;
    tally->right += nn_accuracy(logits, batch->y) * (double)batch->n;
    tally->n += batch->n;
    return error_ok();
}

double learner_accuracy(Module *net, Loader *loader)
{
    Tally tally = {0};
    return learner_visit(net, loader, NULL, count_right, &tally) ? tally.right / (double)tally.n : NAN;
}
