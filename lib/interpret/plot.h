/* Pictures by gnuplot, from data files and the scripts in plots/. Without gnuplot the data files are there
 * all the same. (chapter 04) */
#ifndef INTERPRET_PLOT_H
#define INTERPRET_PLOT_H

#include "interpret/confusion.h"
#include "train/recorder.h"

/* PLOT_NO_GNUPLOT is no error: the program is not installed, no picture was made. PLOT_FAILED: an error is
 * set. */
typedef enum { PLOT_FAILED, PLOT_DRAWN, PLOT_NO_GNUPLOT } PlotResult;

typedef struct PlotVariable {
    const char *name,
        *value; /* gnuplot sees the value as a string, whatever characters it holds; no control characters */
} PlotVariable;

/* Run plots/<script>.gp, which sees the variables and prints a PNG to its standard output; `png` is written
 * in one piece. The scripts are looked for in the folder that PLOTS_DIR names, else in plots/ below the
 * current one; they see it as `plots`. ERR_FILE: no such script; ERR_STATE: gnuplot failed, with its first
 * words. No shell is involved. */
PlotResult plot_run(const char *script, const char *png, int n, const PlotVariable *variables);

/* Loss of every step, raw and smoothed, and of every epoch's validation. Data: <stem>-steps.csv and
 * <stem>-epochs.csv beside the PNG, whatever becomes of the picture. */
PlotResult plot_losses(const Recorder *recorder, const char *png);
/* A heat map with the counts written in. Data: <stem>.csv beside the PNG. */
PlotResult plot_confusion(const Confusion *confusion, const char *png);

#endif
