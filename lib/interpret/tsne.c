/* t-SNE, computed exactly: every row pulls and pushes every other. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "interpret/features.h"

enum { EXAGGERATED = 4, PLANE = 2 };

typedef struct Map {
    int64_t n;
    double *p;     /* (n, n) how close rows are in x, as probabilities that sum to 1 */
    double *q;     /* (n, n) the same on the plane, not yet divided by its sum       */
    double *place; /* (n, 2)                                                         */
    double *speed; /* (n, 2) of the momentum                                         */
    double *gain;  /* (n, 2) each number's own rate: larger while its slope stays    */
    double *slope; /* (n, 2)                                                         */
} Map;

/* Squared distances of all rows, (n, n). */
static bool distances(Tensor *x, double *out)
{
    int64_t n = x->shape[0], d = x->shape[1];
    float *rows = scope_alloc((size_t)(n * d) * sizeof *rows);
    if (!rows || !tensor_read(x, rows))
        return false;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++) {
            double sum = 0;
            for (int64_t k = 0; k < d; k++) {
                double difference = (double)rows[i * d + k] - (double)rows[j * d + k];
                sum += difference * difference;
            }
            out[i * n + j] = out[j * n + i] = sum;
        }
    return true;
}

/* Row i's neighbours as probabilities exp(-beta * distance), with beta such that there are `perplexity` of
 * them: the entropy is its logarithm. `row` holds squared distances, and then the probabilities. */
static void neighbours(double *row, int64_t i, int64_t n, double perplexity)
{
    double low = 0, high = INFINITY, nearest = INFINITY, mean = 0;
    for (int64_t j = 0; j < n; j++)
        if (j != i) {
            nearest = fmin(nearest, row[j]);
            mean += row[j] / (double)(n - 1);
        }
    double beta = mean > 0 ? 1 / mean : 1, sum = 1;
    for (int tries = 0; tries < 100; tries++) {
        double weighted = 0;
        sum = 0;
        for (int64_t j = 0; j < n; j++)
            if (j != i) {
                double p = exp(-beta * (row[j] - nearest));
                sum += p;
                weighted += p * (row[j] - nearest);
            }
        double entropy = log(sum) + beta * weighted / sum, excess = entropy - log(perplexity);
        if (fabs(excess) < 1e-6)
            break;
        if (excess > 0)
            low = beta;
        else
            high = beta;
        beta = isinf(high) ? 2 * beta : (low + high) / 2;
    }
    for (int64_t j = 0; j < n; j++)
        row[j] = j == i ? 0 : exp(-beta * (row[j] - nearest)) / sum;
}

/* Both directions alike, and all of them together 1. */
static void symmetrise(double *p, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            p[i * n + j] = p[j * n + i] = fmax((p[i * n + j] + p[j * n + i]) / (2 * (double)n), 1e-12);
}

/* 1 / (1 + distance^2) for all pairs; returns their sum. Its long tail leaves room for what is far. */
static double closeness(Map *map)
{
    int64_t n = map->n;
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++) {
            double dx = map->place[2 * i] - map->place[2 * j],
                   dy = map->place[2 * i + 1] - map->place[2 * j + 1], q = 1 / (1 + dx * dx + dy * dy);
            map->q[i * n + j] = map->q[j * n + i] = q;
            sum += 2 * q;
        }
    return sum;
}

/* The slope of the divergence: pairs that should be closer pull, the others push. */
static void find_slope(Map *map, double exaggeration)
{
    int64_t n = map->n;
    double sum = closeness(map);
    memset(map->slope, 0, (size_t)(n * PLANE) * sizeof *map->slope);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            double q = map->q[i * n + j], pull = 4 * (exaggeration * map->p[i * n + j] - q / sum) * q;
            for (int a = 0; a < PLANE && j != i; a++)
                map->slope[2 * i + a] += pull * (map->place[2 * i + a] - map->place[2 * j + a]);
        }
}

static void move(Map *map, double lr, double momentum)
{
    for (int64_t i = 0; i < map->n * PLANE; i++) {
        bool onward = (map->slope[i] > 0) != (map->speed[i] > 0);
        map->gain[i] = fmax(onward ? map->gain[i] + 0.2 : map->gain[i] * 0.8, 0.01);
        map->speed[i] = momentum * map->speed[i] - lr * map->gain[i] * map->slope[i];
        map->place[i] += map->speed[i];
    }
}

static double divergence(Map *map)
{
    int64_t n = map->n;
    double sum = closeness(map), kl = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            if (i != j)
                kl += map->p[i * n + j] * log(map->p[i * n + j] * sum / map->q[i * n + j]);
    return kl;
}

static bool map_new(Map *map, int64_t n)
{
    double *room = scope_alloc((size_t)(2 * n * n + 4 * n * PLANE) * sizeof *room);
    if (!room)
        return false;
    *map = (Map){.n = n, .p = room, .q = room + n * n};
    map->place = room + 2 * n * n;
    map->speed = map->place + n * PLANE;
    map->gain = map->speed + n * PLANE;
    map->slope = map->gain + n * PLANE;
    for (int64_t i = 0; i < n * PLANE; i++)
        map->gain[i] = 1;
    return true;
}

/* The first two principal components, so small that all rows see each other. */
static bool map_start(Map *map, Tensor *x)
{
    float *values = scope_alloc((size_t)(map->n * PLANE) * sizeof *values);
    Tensor *start = features_pca(x, PLANE, NULL);
    double largest = 0;
    if (!values || !start || !tensor_read(start, values))
        return false;
    for (int64_t i = 0; i < map->n * PLANE; i++)
        largest = fmax(largest, fabs((double)values[i]));
    for (int64_t i = 0; i < map->n * PLANE; i++)
        map->place[i] = largest > 0 ? 0.01 * (double)values[i] / largest : 0;
    return true;
}

static Tensor *embed(Tensor *x, Tsne how, double *kl)
{
    Map map;
    int64_t n = x->shape[0];
    if (!map_new(&map, n) || !distances(x, map.p) || !map_start(&map, x))
        return NULL;
    for (int64_t i = 0; i < n; i++)
        neighbours(map.p + i * n, i, n, how.perplexity);
    symmetrise(map.p, n);
    for (int step = 0; step < how.steps; step++) {
        bool early = step < how.steps / 4; /* clusters form while pulls are exaggerated */
        find_slope(&map, early ? EXAGGERATED : 1);
        move(&map, how.lr, early ? 0.5 : 0.8);
    }
    if (kl)
        *kl = divergence(&map);
    float *places = scope_alloc((size_t)(n * PLANE) * sizeof *places);
    for (int64_t i = 0; places && i < n * PLANE; i++)
        places[i] = (float)map.place[i];
    return places ? tensor_from(SHAPE(n, PLANE), places, n * PLANE) : NULL;
}

Tensor *features_tsne(Tensor *x, Tsne how, double *kl)
{
    if (!x || !error_ok())
        return NULL;
    double n = x->n_dims == 2 ? (double)x->shape[0] : 0;
    how.perplexity = how.perplexity == 0 ? fmin(30, (n - 1) / 3) : how.perplexity;
    how.steps = how.steps ? how.steps : 500;
    how.lr = how.lr == 0 ? fmax(n / 12, 10) : how.lr;
    if (n < 5 || x->shape[1] < PLANE || !(how.perplexity >= 1 && how.perplexity <= (n - 1) / 3) ||
        how.steps < 0 || !(how.lr > 0))
        return error_set(ERR_VALUE, "features_tsne: rows (%s), perplexity %g, %d steps at %g",
                         shape_text(tensor_shape(x)), how.perplexity, how.steps, how.lr);
    Scope scope = scope_begin();
    Tensor *places = embed(x, how, kl);
    return places ? scope_end_keep(scope, places) : (scope_end(scope), NULL);
}
