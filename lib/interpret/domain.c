/* Nearest neighbours among the features of known photos, and a test for change. */
#include "interpret/domain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "nn/safetensors.h"

enum { NEIGHBOUR = 5, FEWEST = 20, MOST = 100000, MOST_FEATURES = 8192, LIMIT_PERCENT = 95 };

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* --- distances ---------------------------------------------------------------------------------------- */

/* To length 1; false when there is none. */
static bool normalise(const float *from, float *to, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)from[i] * from[i];
    bool fine = isfinite(sum) && sum > 0;
    for (int i = 0; i < n; i++)
        to[i] = fine ? (float)(from[i] / sqrt(sum)) : 0;
    return fine;
}

/* From features of length 1 to the fifth nearest photo, leaving out number `own`. */
static double distance(const Domain *domain, const float *features, int own)
{
    double nearest[NEIGHBOUR];
    for (int i = 0; i < NEIGHBOUR; i++)
        nearest[i] = INFINITY;
    for (int i = 0; i < domain->n; i++) {
        const float *other = domain->features + (int64_t)i * domain->n_features;
        double product = 0;
        for (int j = 0; j < domain->n_features; j++)
            product += (double)features[j] * other[j];
        double d = 1 - product;
        for (int place = 0; place < NEIGHBOUR && i != own; place++)
            if (d < nearest[place]) {
                double pushed = nearest[place];
                nearest[place] = d;
                d = pushed;
            }
    }
    return fmax(0, nearest[NEIGHBOUR - 1]);
}

double domain_distance(const Domain *domain, const float *features)
{
    if (!domain || !features)
        return -1;
    Scope scope = scope_begin();
    float *unit = scope_alloc((size_t)domain->n_features * sizeof *unit);
    double d = unit && normalise(features, unit, domain->n_features) ? distance(domain, unit, -1) : -1;
    scope_end(scope);
    return d;
}

Domain *domain_of(int n, int n_features, const float *features, const float *confidences)
{
    if (!features || !confidences)
        return NULL;
    if (n < FEWEST || n > MOST || n_features < 1 || n_features > MOST_FEATURES)
        return error_set(ERR_VALUE, "domain_of: %d photos of %d features: at least %d are wanted", n,
                         n_features, FEWEST);
    Domain *domain = scope_alloc(sizeof *domain);
    float *units = scope_alloc((size_t)n * (size_t)n_features * sizeof *units);
    float *kept = scope_alloc((size_t)n * sizeof *kept);
    double *distances = scope_alloc((size_t)n * sizeof *distances);
    if (!domain || !units || !kept || !distances)
        return NULL;
    for (int i = 0; i < n; i++) {
        if (!(confidences[i] >= 0 && confidences[i] <= 1))
            return error_set(ERR_VALUE, "domain_of: the confidence about photo %d is %g", i,
                             (double)confidences[i]);
        if (!normalise(features + (int64_t)i * n_features, units + (int64_t)i * n_features, n_features))
            return error_set(ERR_VALUE, "domain_of: the features of photo %d have no direction", i);
    }
    memcpy(kept, confidences, (size_t)n * sizeof *kept);
    *domain = (Domain){.n = n, .n_features = n_features, .features = units, .confidences = kept};
    for (int i = 0; i < n; i++)
        distances[i] = distance(domain, units + (int64_t)i * n_features, i);
    qsort(distances, (size_t)n, sizeof *distances, by_double);
    domain->limit = distances[(n - 1) * LIMIT_PERCENT / 100];
    return domain;
}

/* --- the file ----------------------------------------------------------------------------------------- */

bool domain_save(const Domain *domain, const char *path)
{
    if (!domain || !path)
        return false;
    Scope scope = scope_begin();
    const char *names[] = {"features", "confidences"};
    Tensor *tensors[] = {tensor_from(SHAPE(domain->n, domain->n_features), domain->features,
                                     (int64_t)domain->n * domain->n_features),
                         tensor_from(SHAPE(domain->n), domain->confidences, domain->n)};
    Metadata metadata = {0};
    bool done = tensors[0] && tensors[1] && metadata_set(&metadata, "kind", "domain 1") &&
                safetensors_write_as(path, 2, names, tensors, &metadata, PRECISION_FLOAT16);
    scope_end(scope);
    return done;
}

static Tensor *stored(const TensorFile *file, const char *name, int n_dims)
{
    for (int i = 0; i < file->n; i++)
        if (strcmp(file->names[i], name) == 0 && file->tensors[i]->n_dims == n_dims)
            return file->tensors[i];
    return NULL;
}

Domain *domain_load(const char *path)
{
    TensorFile *file = path ? safetensors_read(path) : NULL;
    if (!file)
        return NULL;
    const char *kind = metadata_get(&file->metadata, "kind");
    Tensor *features = stored(file, "features", 2), *confidences = stored(file, "confidences", 1);
    if (!kind || strcmp(kind, "domain 1") != 0 || !features || !confidences ||
        features->shape[0] != confidences->shape[0] || features->shape[0] > MOST ||
        features->shape[1] > MOST_FEATURES) {
        error_set(ERR_FORMAT, "domain_load: %s: is not what domain_save writes", path);
        error_hint("name a file that chapter 22 has written");
        return NULL;
    }
    float *numbers = scope_alloc((size_t)tensor_count(features) * sizeof *numbers);
    float *shares = scope_alloc((size_t)tensor_count(confidences) * sizeof *shares);
    if (!numbers || !shares || !tensor_read(features, numbers) || !tensor_read(confidences, shares))
        return NULL;
    return domain_of((int)features->shape[0], (int)features->shape[1], numbers, shares);
}

char *domain_path(const char *model)
{
    bool is_ours = strcmp(file_extension(model), "safetensors") == 0;
    const char *stem = is_ours ? file_stem(model) : model;
    return stem ? scope_text("%s.domain.safetensors", stem) : NULL;
}

/* --- comparing ---------------------------------------------------------------------------------------- */

double domain_auroc(int n_in, const double *in, int n_out, const double *out)
{
    double above = 0;
    for (int i = 0; in && out && i < n_in; i++)
        for (int j = 0; j < n_out; j++)
            above += out[j] > in[i] ? 1 : out[j] == in[i] ? 0.5 : 0;
    return n_in > 0 && n_out > 0 ? above / ((double)n_in * n_out) : 0.5;
}

/* The share of random walks that stray at least this far: an alternating series that ends soon. */
static double kolmogorov(double lambda)
{
    enum { TERMS = 100 };
    if (lambda < 0.2) /* where the terms hardly fall, and the sum is 1 to six digits */
        return 1;
    double sum = 0;
    for (int j = 1; j <= TERMS; j++)
        sum += (j % 2 ? 2 : -2) * exp(-2 * j * j * lambda * lambda);
    return fmin(1, fmax(0, sum));
}

static void sort_copy(int n, const float *from, float *to)
{
    for (int i = 0; i < n; i++)
        to[i] = isnan(from[i]) ? -INFINITY : from[i];
    qsort(to, (size_t)n, sizeof *to, by_float);
}

TwoSamples domain_two_samples(int n, const float *a, int m, const float *b)
{
    TwoSamples result = {.p = 1};
    if (n < 1 || m < 1 || !a || !b)
        return result;
    Scope scope = scope_begin();
    float *x = scope_alloc((size_t)n * sizeof *x), *y = scope_alloc((size_t)m * sizeof *y);
    if (x && y) {
        sort_copy(n, a, x);
        sort_copy(m, b, y);
        for (int i = 0, j = 0; i < n && j < m;) {
            float value = fminf(x[i], y[j]);
            while (i < n && x[i] <= value)
                i++;
            while (j < m && y[j] <= value)
                j++;
            result.distance = fmax(result.distance, fabs((double)i / n - (double)j / m));
        }
        double root = sqrt((double)n * m / (n + m)); /* Stephens' correction makes few enough many */
        result.p = kolmogorov((root + 0.12 + 0.11 / root) * result.distance);
    }
    scope_end(scope);
    return result;
}
