/* Gathering features, and their principal components. */
#include "interpret/features.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "interpret/capture.h"

/* The features of one batch: (n, features). */
static Tensor *batch_features(Module *net, const char *layer, const Batch *batch)
{
    Capture look;
    if (!capture_run(net, layer, batch->x, false, &look))
        return NULL;
    Tensor *output = look.output;
    return output->n_dims == 4 ? tensor_mean(output, AXIS1 | AXIS2) : tensor_flatten(output, 1);
}

/* What has been gathered so far. */
typedef struct Gathered {
    int64_t n, d;
    float *rows; /* (n, d), in the scope of the whole */
} Gathered;

/* Puts the batch's rows into their places; the first batch says how long they are. */
static bool put_batch(Gathered *all, Scope scope, Tensor *rows, const Batch *batch)
{
    if (!rows)
        return false;
    int64_t d = rows->shape[1];
    if (!all->rows) {
        all->d = d;
        all->rows = scope_alloc_in(scope, (size_t)(all->n * d) * sizeof *all->rows);
    }
    float *values = scope_alloc((size_t)(batch->n * d) * sizeof *values);
    if (!all->rows || !values || !tensor_read(rows, values))
        return false;
    for (int64_t i = 0; i < batch->n; i++)
        memcpy(all->rows + batch->index[i] * d, values + i * d, (size_t)d * sizeof *values);
    return true;
}

Tensor *features_of(Module *net, const char *layer, const Loader *loader)
{
    if (!net || !loader || !error_ok())
        return NULL;
    Scope scope = scope_begin();
    const Dataset *set = loader_dataset(loader);
    Gathered all = {.n = set->n};
    Loader *plain = loader_plain(loader, set, 0);
    int64_t batches = plain ? loader_batches(plain) : 0;
    bool recording = grad_enable(false), done = plain != NULL;
    Batch batch;
    for (int64_t b = 0; done && b < batches; b++) {
        Scope step = scope_begin();
        done =
            loader_next(plain, &batch) && put_batch(&all, scope, batch_features(net, layer, &batch), &batch);
        scope_end(step);
    }
    grad_enable(recording);
    Tensor *features = done ? tensor_from(SHAPE(all.n, all.d), all.rows, all.n * all.d) : NULL;
    return features ? scope_end_keep(scope, features) : (scope_end(scope), NULL);
}

/* --- principal components ----------------------------------------------------------------------------- */

/* Rows whose mean has been taken away, and room to work in. */
typedef struct Cloud {
    int64_t n, d;
    double *x;       /* (n, d)                        */
    double variance; /* the sum of all squares        */
    double *found;   /* (k, d) directions, length 1   */
} Cloud;

static bool cloud_fill(Cloud *cloud, Tensor *x, int k)
{
    int64_t n = cloud->n, d = cloud->d;
    float *values = scope_alloc((size_t)(n * d) * sizeof *values);
    cloud->x = scope_alloc((size_t)(n * d) * sizeof *cloud->x);
    cloud->found = scope_alloc((size_t)(k * d) * sizeof *cloud->found);
    if (!values || !cloud->x || !cloud->found || !tensor_read(x, values))
        return false;
    for (int64_t j = 0; j < d; j++) {
        double mean = 0;
        for (int64_t i = 0; i < n; i++)
            mean += (double)values[i * d + j] / (double)n;
        for (int64_t i = 0; i < n; i++) {
            double v = (double)values[i * d + j] - mean;
            cloud->x[i * d + j] = v;
            cloud->variance += v * v;
        }
    }
    return true;
}

static double dot(const double *a, const double *b, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Takes the part along the directions that are known out of v and makes its length 1; returns the length. */
static double straighten(const Cloud *cloud, int known, double *v)
{
    for (int c = 0; c < known; c++) {
        const double *other = cloud->found + c * cloud->d;
        double part = dot(v, other, cloud->d);
        for (int64_t j = 0; j < cloud->d; j++)
            v[j] -= part * other[j];
    }
    double length = sqrt(dot(v, v, cloud->d));
    for (int64_t j = 0; length > 0 && j < cloud->d; j++)
        v[j] /= length;
    return length;
}

/* Direction number `known`: multiplied by the covariance again and again, any vector turns towards the
 * longest axis. Returns the sum of squares along it. */
static double find_direction(Cloud *cloud, int known, double *next)
{
    enum { STEPS = 500 };
    int64_t d = cloud->d;
    double *v = cloud->found + known * d, length = 0;
    for (int64_t j = 0; j < d; j++)
        v[j] = 1 + 0.5 * sin((double)(j + known)); /* any start that is not at right angles to the axis */
    straighten(cloud, known, v);
    for (int step = 0; step < STEPS; step++) {
        memset(next, 0, (size_t)d * sizeof *next);
        for (int64_t i = 0; i < cloud->n; i++) {
            double along = dot(cloud->x + i * d, v, d);
            for (int64_t j = 0; j < d; j++)
                next[j] += along * cloud->x[i * d + j];
        }
        length = straighten(cloud, known, next);
        bool settled = length == 0 || 1 - fabs(dot(v, next, d)) < 1e-14;
        memcpy(v, next, (size_t)d * sizeof *v);
        if (settled)
            break;
    }
    int64_t largest = 0;
    for (int64_t j = 1; j < d; j++)
        largest = fabs(v[j]) > fabs(v[largest]) ? j : largest;
    for (int64_t j = 0, flip = v[largest] < 0; flip && j < d; j++)
        v[j] = -v[j];
    return length;
}

Tensor *features_pca(Tensor *x, int k, double *share)
{
    if (!x || !error_ok())
        return NULL;
    if (x->n_dims != 2 || k < 1 || k > x->shape[1] || k > x->shape[0] - 1)
        return error_set(ERR_VALUE, "features_pca: %d components of rows (%s)", k,
                         shape_text(tensor_shape(x)));
    Cloud cloud = {.n = x->shape[0], .d = x->shape[1]};
    Scope scope = scope_begin();
    double *next = scope_alloc((size_t)cloud.d * sizeof *next);
    float *places = scope_alloc((size_t)(cloud.n * k) * sizeof *places);
    bool done = next && places && cloud_fill(&cloud, x, k);
    for (int c = 0; done && c < k; c++) {
        double along = find_direction(&cloud, c, next);
        if (share)
            share[c] = cloud.variance > 0 ? along / cloud.variance : 0;
        for (int64_t i = 0; i < cloud.n; i++)
            places[i * k + c] = (float)dot(cloud.x + i * cloud.d, cloud.found + c * cloud.d, cloud.d);
    }
    Tensor *out = done ? tensor_from(SHAPE(cloud.n, k), places, cloud.n * k) : NULL;
    return out ? scope_end_keep(scope, out) : (scope_end(scope), NULL);
}
