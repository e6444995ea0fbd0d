/* Pictures by gnuplot, from data files and the scripts in plots/. Without gnuplot the data files are there
 * all the same. (chapter 04) */
#ifndef INTERPRET_PLOT_H
#define INTERPRET_PLOT_H

#include "interpret/confusion.h"
#include "train/recorder.h"

/* PLOT_FAILED: an error is set. PLOT_DRAWN: the picture is written. PLOT_SHOWN: it stands on the terminal,
 * and no file is written. PLOT_NO_GNUPLOT is no error: the program is not installed. PLOT_NONE: no pictures
 * are wanted. */
typedef enum { PLOT_FAILED, PLOT_DRAWN, PLOT_SHOWN, PLOT_NO_GNUPLOT, PLOT_NONE } PlotResult;

typedef struct PlotVariable {
    const char *name,
        *value; /* gnuplot sees the value as a string, whatever characters it holds; no control characters */
} PlotVariable;

/* Run plots/<script>.gp, which sees the variables. The environment's PLOT says what becomes of it:
 *
 *   png    a picture, written to `png` in one piece; the default
 *   svg    the same with the ending .svg: see plot_path
 *   dumb   text on `out`, as wide as the terminal, or 79 x 24 letters where there is none
 *   none   nothing
 *
 * Without gnuplot, `dumb` shows the main curves that the script names (interpret/plot_ascii.h), and so do
 * `png` and `svg` where `out` is a terminal. The scripts are looked for in the folder that
 * PLOTS_DIR names, else in plots/ below the current one. ERR_FILE: no such script; ERR_STATE: gnuplot failed,
 * with its first words; ERR_VALUE: another PLOT. No shell is involved. */
PlotResult plot_run(FILE *out, const char *script, const char *png, int n, const PlotVariable *variables);

/* plot_run, and a line about what was written, if anything was: "wrote a/b.png: what" (`what` may be NULL);
 * or that gnuplot is missing. */
void plot_show(FILE *out, const char *script, const char *png, const char *what, int n,
               const PlotVariable *variables);

/* Where plot_run puts a picture: `png`, or with PLOT=svg the same with another ending, in the current scope.
 */
const char *plot_path(const char *png);

/* Loss of every step, raw and smoothed, and of every epoch's validation. Data: <stem>-steps.csv and
 * <stem>-epochs.csv beside the PNG, whatever becomes of the picture. */
PlotResult plot_losses(FILE *out, const Recorder *recorder, const char *png);
/* A heat map with the counts written in. Data: <stem>.csv beside the PNG. */
PlotResult plot_confusion(FILE *out, const Confusion *confusion, const char *png);
/* The same with each row divided by its total, for classes of different size. */
PlotResult plot_confusion_shares(FILE *out, const Confusion *confusion, const char *png);

#endif
