/* Watching layers at work. */
#include "interpret/activation_stats.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "interpret/heat.h"

enum { MOST = 2000 };
static const float NEAR_ZERO = 0.05f;

/* Finds the layers to watch, depth first; with `found` NULL it only counts them. */
static int find_layers(const Module *net, const char *path, const char *kind, LayerStats *found)
{
    int n = 0;
    for (int i = 0; i < net->n_children; i++) {
        const Module *child = net->children[i];
        const char *below = scope_text("%s%s%s", path, *path ? "." : "", net->child_names[i]);
        if (!below)
            return n;
        if (kind ? strcmp(child->kind, kind) == 0 : child->n_children == 0) {
            if (found)
                found[n] = (LayerStats){.path = below, .kind = child->kind, .layer = child};
            n++;
        }
        n += find_layers(child, below, kind, found ? found + n : NULL);
    }
    return n;
}

static bool make_room(LayerStats *layer, int64_t most)
{
    float *room = scope_alloc((size_t)(most * (3 + STATS_BINS)) * sizeof *room);
    if (!room)
        return false;
    layer->mean = room;
    layer->std = room + most;
    layer->near_zero = room + 2 * most;
    layer->histogram = room + 3 * most;
    return true;
}

static void see(Module *module, Tensor *output, void *context)
{
    ActivationStats *stats = context;
    for (int i = 0; i < stats->n_layers; i++) {
        LayerStats *layer = &stats->layers[i];
        if (layer->layer == module && layer->n < stats->most && (stats->always || module->training))
            activation_stats_add(layer, output);
    }
}

static void unhook(void *stats)
{
    (void)stats;
    nn_hook(NULL, NULL);
}

ActivationStats *activation_stats_watch(Module *net, StatsOptions options)
{
    if (!net || !error_ok())
        return NULL;
    int64_t most = options.most ? options.most : MOST;
    int n = find_layers(net, "", options.kind, NULL);
    if (n == 0 || most < 0)
        return error_set(ERR_VALUE,
                         "activation_stats_watch: %" PRId64 " steps of %d layers of kind %s in a %s", most, n,
                         options.kind ? options.kind : "(any)", net->kind);
    ActivationStats *stats = scope_alloc(sizeof *stats);
    LayerStats *layers = scope_alloc((size_t)n * sizeof *layers);
    if (!stats || !layers || find_layers(net, "", options.kind, layers) != n)
        return NULL;
    *stats = (ActivationStats){.n_layers = n, .layers = layers, .most = most, .always = options.always};
    for (int i = 0; i < n; i++)
        if (!make_room(&layers[i], most))
            return NULL;
    nn_hook(see, stats);
    return scope_defer(unhook, stats) ? stats : NULL;
}

void activation_stats_stop(ActivationStats *stats)
{
    if (stats)
        unhook(stats);
}

bool activation_stats_add(LayerStats *layer, Tensor *output)
{
    if (!layer || !output)
        return false;
    Scope scope = scope_begin();
    int64_t count = tensor_count(output);
    float *values = scope_alloc((size_t)count * sizeof *values);
    bool read = count > 0 && values && tensor_read(output, values);
    float *histogram = layer->histogram + layer->n * STATS_BINS;
    double sum = 0, squares = 0;
    int64_t dead = 0;
    for (int64_t i = 0; read && i < count; i++) {
        float v = values[i];
        sum += (double)v;
        squares += (double)v * (double)v;
        dead += v <= NEAR_ZERO;
        if (v >= 0 && v <= STATS_HIGHEST) {
            int bin = (int)(v * STATS_BINS / STATS_HIGHEST);
            histogram[bin < STATS_BINS ? bin : STATS_BINS - 1]++;
        }
    }
    if (read) {
        double mean = sum / (double)count;
        layer->mean[layer->n] = (float)mean;
        layer->std[layer->n] = (float)sqrt(fmax(squares / (double)count - mean * mean, 0));
        layer->near_zero[layer->n] = (float)dead / (float)count;
        layer->n++;
    }
    scope_end(scope);
    return read;
}

bool activation_stats_write(const ActivationStats *stats, const char *path)
{
    FileWriter *writer = stats ? file_create(path) : NULL;
    if (!writer)
        return false;
    FILE *out = file_stream(writer);
    fputs("layer,kind,step,mean,std,near_zero\n", out);
    for (int i = 0; i < stats->n_layers; i++) {
        const LayerStats *layer = &stats->layers[i];
        for (int64_t step = 0; step < layer->n; step++)
            fprintf(out, "%s,%s,%" PRId64 ",%.6g,%.6g,%.6g\n", layer->path, layer->kind, step,
                    (double)layer->mean[step], (double)layer->std[step], (double)layer->near_zero[step]);
    }
    return file_commit(writer);
}

Image *activation_stats_picture(const LayerStats *layer)
{
    if (!layer)
        return NULL;
    if (layer->n < 1)
        return error_set(ERR_STATE, "activation_stats_picture: layer %s has not run", layer->path);
    Image *picture = image_new((int)layer->n, STATS_BINS, 3);
    double highest = 0;
    for (int64_t i = 0; i < layer->n * STATS_BINS; i++)
        highest = fmax(highest, log1p((double)layer->histogram[i]));
    for (int64_t i = 0; picture && i < layer->n * STATS_BINS; i++) {
        int64_t step = i / STATS_BINS, row = STATS_BINS - 1 - i % STATS_BINS;
        double value = highest > 0 ? log1p((double)layer->histogram[i]) / highest : 0;
        heat_colour(value, picture->pixels + 3 * (row * layer->n + step));
    }
    return picture;
}
