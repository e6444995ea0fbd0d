/* Checkpoints: a training on its way in one file, so that it can go on after a power cut as if nothing had
 * been. (chapter 16) */
#ifndef TRAIN_CHECKPOINT_H
#define TRAIN_CHECKPOINT_H

#include "train/ema.h"
#include "train/optim.h"
#include "train/recorder.h"

/* Where a training stands. */
typedef struct TrainingPlace {
    int fit;          /* the number of the fit, from 1                        */
    int64_t n_steps;  /* that this fit takes in all                           */
    int64_t done;     /* of them                                              */
    int64_t epochs;   /* begun and finished over all fits: the loader's next  */
    double seconds;   /* spent in the epoch that is under way                 */
    int rows;         /* that the recorder had                                */
    int64_t recorded; /* steps that the recorder had                          */
} TrainingPlace;

/* All that a step changes; random_default() comes with it. */
typedef struct Training {
    Module *net;
    Optim *optim;
    Ema *ema; /* or NULL */
    Recorder *recorder;
    const char *data; /* what it learns from, in words: the same ones when it goes on */
    TrainingPlace place;
} Training;

/* Writes a safetensors file with weights, running statistics, averages, the optimiser's memory, the record
 * and the random numbers, so that the file at `path` is always whole. cost: the net's weights three or four
 * times, through the disk. */
bool checkpoint_write(const char *path, const Training *training);
/* Only where it stood. */
bool checkpoint_place(const char *path, TrainingPlace *place);
/* Back into a training with the same net, optimiser and data, whose recorder has room for it. ERR_FORMAT when
 * the file is of another one, or damaged: what is there is then of no use any more. */
bool checkpoint_read(const char *path, Training *training);

#endif
