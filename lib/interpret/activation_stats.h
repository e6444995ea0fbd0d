/* How alive a net is: mean, deviation and dead share of what its layers give, step by step. (chapters 14, 20)
 */
#ifndef INTERPRET_ACTIVATION_STATS_H
#define INTERPRET_ACTIVATION_STATS_H

#include "nn/module.h"
#include "vision/image.h"

/* fast.ai's histograms: of the values from 0 to 10; what lies outside is not counted. */
enum { STATS_BINS = 40, STATS_HIGHEST = 10 };

/* One layer, one entry for each time it ran. */
typedef struct LayerStats {
    const char *path, *kind; /* "2.1", "ReLU"                                       */
    const Module *layer;
    int64_t n;
    float *mean, *std; /* over all values of the batch; std divides by n, not n - 1 */
    float *near_zero;  /* the share of them that is at most .05                    */
    float *histogram;  /* (n, STATS_BINS) how many values                          */
} LayerStats;

typedef struct ActivationStats {
    int n_layers;
    LayerStats *layers; /* in the order of definition */
    int64_t most;
    bool always;
} ActivationStats;

typedef struct StatsOptions {
    const char *kind; /* only layers of this kind, "ReLU"; NULL: all that have no layers inside          */
    int64_t most;     /* steps to keep, for which there is memory from the start; 0: 2000. Later ones
                         are not looked at                                                            */
    bool always;      /* in use as well; else, as fast.ai has it, only in training                    */
} StatsOptions;

/* Look at these layers from now on whenever they run, in place of nn_hook's hook, until activation_stats_stop
 * or the end of the current scope, to which the numbers belong. While it looks, layers are computed one after
 * another and not together. ERR_VALUE when the net has no such layer. cost: reads every output once */
ActivationStats *activation_stats_watch(Module *net, StatsOptions options);
void activation_stats_stop(ActivationStats *stats);

/* Look at one output, whoever computed it. */
bool activation_stats_add(LayerStats *layer, Tensor *output);

/* layer,kind,step,mean,std,near_zero: one line for each step of each layer. */
bool activation_stats_write(const ActivationStats *stats, const char *path);
/* fast.ai's "colorful dimension", to be freed with image_free: a column of pixels for each step, with the
 * smallest values at the bottom, each bin's colour by log(1 + count). ERR_STATE before the first step. */
Image *activation_stats_picture(const LayerStats *layer);

#endif
