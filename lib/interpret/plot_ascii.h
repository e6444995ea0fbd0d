/* Curves drawn with letters on a terminal, where gnuplot is not installed. (chapter 04) */
#ifndef INTERPRET_PLOT_ASCII_H
#define INTERPRET_PLOT_ASCII_H

#include <stdbool.h>
#include <stdio.h>

#include "interpret/plot.h"

typedef struct AsciiCurve {
    const char *name;
    int n;
    const double *x, *y; /* n of each; a point that is not finite interrupts the curve */
} AsciiCurve;

typedef struct AsciiPlot {
    const char *title;
    bool log_x, log_y; /* logarithmic axes: numbers that are not positive are left out */
    int n_curves;      /* each has a letter of its own, up to six */
    const AsciiCurve *curves;
} AsciiPlot;

/* Title, curves in a frame with the ends of both axes, and the letter of each curve. `columns` and `rows` are
 * those of the terminal, at least 40 and 12. Prints nothing when no point is finite. ERR_MEMORY. */
bool plot_ascii(FILE *out, const AsciiPlot *plot, int columns, int rows);

/* What a script of plots/ says about its main curves, in comments of the form
 *
 *   # curve: data 1:2 loss             columns 1 and 2 of the file that the variable `data` names; column 0
 * counts the rows # curve: data/3 1:2 deep net       the same of its block 3, where two empty lines end a
 * block # axes: log xy                     or log x, or log y
 *
 * with the points that the files hold and the first sentence of the script as the title, in the current
 * scope. NULL with ERR_FILE when a file cannot be read; no curves, when the script names none. */
AsciiPlot *plot_ascii_of_script(const char *path, int n, const PlotVariable *variables);

#endif
