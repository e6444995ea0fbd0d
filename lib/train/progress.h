/* The line on a terminal that shows how far a training is, rewritten in place. */
#ifndef TRAIN_PROGRESS_H
#define TRAIN_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

typedef struct Progress {
    FILE *out;           /* NULL: nothing is shown   */
    int64_t n;           /* steps of the whole       */
    int64_t from;        /* of them done before      */
    double began, drawn; /* seconds of clock_seconds */
    int columns;         /* of the line now standing */
} Progress;

/* Shows nothing, ever, when out is NULL or no terminal. */
Progress progress_begin(FILE *out, int64_t n);
/* "epoch 2/8 [████----] 23.4%  01:10<03:20  loss 0.4321"; draws ten times a second at most. `what` is the
 * front. */
void progress_show(Progress *progress, int64_t done, const char *what, double loss);
/* Wipe the line, so that something else can be printed. */
void progress_erase(Progress *progress);

#endif
