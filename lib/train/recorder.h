/* The record of a training: what each step and each epoch came to, and fast.ai's table of it. (chapter 10) */
#ifndef TRAIN_RECORDER_H
#define TRAIN_RECORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "train/metrics.h"

/* One row of the table. */
typedef struct EpochRow {
    int epoch;         /* counted from 0, within its fit                       */
    double train_loss; /* smoothed over the batches of its fit so far          */
    double valid_loss; /* mean over the validation set, weighted by batch size */
    double error_rate; /* 1 - accuracy, on the validation set                  */
    double seconds;
    int64_t step; /* steps done when it ended, over all fits              */
    double metrics[METRICS_MOST];
} EpochRow;

typedef struct Recorder {
    Metric metrics[METRICS_MOST]; /* further columns of its rows; .of NULL: none       */
    int n_rows;
    EpochRow *rows;
    int64_t n_steps;          /* one for each batch, over all fits                    */
    float *losses, *smoothed; /* exponentially, beta .98, debiased; afresh in each fit */
    float *lrs, *moms;        /* the rates that the step was made with                */
    int64_t row_room, step_room;
    int64_t fit_start; /* first step of the current fit: where smoothing began */
    double average;    /* of the current fit, not debiased                     */
} Recorder;

/* Belongs to the current scope. */
Recorder *recorder_new(void);
/* A fit begins: room for its rows and steps, so that recording them allocates nothing; smoothing starts
 * afresh. */
bool recorder_begin_fit(Recorder *recorder, int64_t n_epochs, int64_t n_steps);
/* Ignored when there is no room. */
void recorder_add_step(Recorder *recorder, double loss, double lr, double momentum);
void recorder_add_row(Recorder *recorder, EpochRow row);
int recorder_n_metrics(const Recorder *recorder);
/* The smoothed loss after the last step; NaN before the first of a fit. */
double recorder_smoothed(const Recorder *recorder);

/* The table as fast.ai prints it: names, then a row per epoch. */
void recorder_print_names(FILE *out, const Recorder *recorder);
void recorder_print_row(FILE *out, const Recorder *recorder, const EpochRow *row);
/* 75 -> "01:15", from an hour on "1:01:15", as fast.ai has it; text has room for RECORDER_TIME_SIZE. Returns
 * text. */
enum { RECORDER_TIME_SIZE = 32 };
const char *recorder_time(double seconds, char *text);

bool recorder_write_csv(const Recorder *recorder, const char *path); /* the table: fast.ai's history.csv    */
bool recorder_write_steps_csv(const Recorder *recorder,
                              const char *path); /* step, loss, smoothed, lr, momentum  */
/* The table with the number of steps instead of epochs and times, so that both files share an axis. */
bool recorder_write_epochs_csv(const Recorder *recorder, const char *path);

#endif
