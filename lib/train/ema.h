/* An exponential moving average of a net's weights: what training wanders around. (chapter 16; Polyak and
 * Juditsky 1992) */
#ifndef TRAIN_EMA_H
#define TRAIN_EMA_H

#include "nn/module.h"

typedef struct Ema Ema;

/* Of all weights and running statistics of a net, beginning with what they are now. In the current scope;
 * keeps the net. ERR_VALUE for a decay outside 0 .. 1. memory: the net's once more. */
Ema *ema_new(Module *net, double decay);
/* After a step: average = d * average + (1 - d) * weight, where d is the decay, but in step t at most
 * (1 + t) / (10 + t): the first weights are soon forgotten. */
bool ema_update(Ema *ema);
/* Net and average change places: to measure or save the average, and a second time to train on. */
bool ema_swap(Ema *ema);

/* The averages by the names of nn_state, and how many updates they hold: for checkpoints. */
const Parameters *ema_state(const Ema *ema);
int64_t ema_updates(const Ema *ema);
void ema_set_updates(Ema *ema, int64_t updates);

#endif
