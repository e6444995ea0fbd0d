/* The same net in files of three precisions: how large they are, and what rounding does to the answers. */
#include "precisions.h"

enum { N_PRECISIONS = PRECISION_INT8 + 1 };

/* One of the files, and the net that came out of it. */
typedef struct Kept {
    Classifier *bears;
    int64_t bytes, errors, changed;
    float largest; /* change of a probability against the first one's */
} Kept;

static bool keep(Kept *kept, Precision precision, Classifier *bears, const Metadata *metadata,
                 const char *out)
{
    const char *path = file_join(out, scope_text("ch22-%s.safetensors", precision_name(precision)));
    bears->precision = precision;
    if (!classifier_save(bears, path, metadata))
        return false;
    Scope scope = scope_begin();
    size_t bytes = 0;
    bool written = file_read(path, 0, &bytes) != NULL;
    scope_end(scope);
    *kept = (Kept){.bears = written ? classifier_load(path) : NULL, .bytes = (int64_t)bytes};
    return kept->bears && nn_fold(kept->bears->net);
}

/* Which class is the likeliest in each row? */
static Tensor *answer(const Kept *kept, Tensor *x, float *probabilities)
{
    Tensor *shares = tensor_softmax(nn_forward(kept->bears->net, x), 1);
    return tensor_read(shares, probabilities) ? tensor_argmax(shares, 1) : NULL;
}

/* Adds what all three say about one batch to their counts. */
static bool count(Kept *all, const Batch *batch, bool is_valid)
{
    int64_t n = batch->n * all[0].bears->n_classes;
    float *first = scope_alloc((size_t)n * sizeof *first), *own = scope_alloc((size_t)n * sizeof *own);
    Tensor *plain = first && own ? answer(&all[0], batch->x, first) : NULL;
    for (int p = 0; p < N_PRECISIONS; p++) {
        Tensor *found = plain ? answer(&all[p], batch->x, own) : NULL;
        if (!found)
            return false;
        for (int64_t i = 0; i < batch->n; i++) {
            all[p].errors += is_valid && tensor_at(found, i) != tensor_at(batch->y, i);
            all[p].changed += tensor_at(found, i) != tensor_at(plain, i);
        }
        for (int64_t i = 0; i < n; i++)
            all[p].largest = fmaxf(all[p].largest, fabsf(own[i] - first[i]));
    }
    return true;
}

static bool count_all(Kept *all, const Dataset *photos, bool is_valid)
{
    Loader *loader = classifier_loader(all[0].bears, photos);
    Batch batch;
    bool done = loader != NULL, recording = grad_enable(false);
    while (done && loader_next(loader, &batch)) {
        Scope step = scope_begin();
        done = count(all, &batch, is_valid);
        scope_end(step);
    }
    grad_enable(recording);
    return done && error_ok();
}

void precisions_compare(const char *model, const Datasets *photos, const char *out)
{
    Kept all[N_PRECISIONS];
    Metadata metadata = {0};
    Classifier *bears = classifier_load(model);
    if (!bears || !safetensors_metadata(model, &metadata) || !file_make_folder(out))
        return;
    for (int p = 0; p < N_PRECISIONS; p++)
        if (!keep(&all[p], (Precision)p, bears, &metadata, out))
            return;
    if (!count_all(all, photos->train, false) || !count_all(all, photos->valid, true))
        return;
    printf("\nthe same net in three files, its errors on %d photos, and what it says about all %d:\n"
           "precision      bytes   errors   other answers   largest change of a probability\n",
           (int)photos->valid->n, (int)photos->all->n);
    for (int p = 0; p < N_PRECISIONS; p++)
        printf("%-9s %10" PRId64 " %8" PRId64 " %15" PRId64 " %33.4f\n", precision_name((Precision)p),
               all[p].bytes, all[p].errors, all[p].changed, (double)all[p].largest);
    check_that("16 bits are half the file", 100 * all[PRECISION_FLOAT16].bytes < 52 * all[0].bytes);
    check_that("8 bits are a quarter of it", 100 * all[PRECISION_INT8].bytes < 29 * all[0].bytes);
    check_that("8 bits change no more than one answer of 100",
               100 * all[PRECISION_INT8].changed <= photos->all->n);
}
