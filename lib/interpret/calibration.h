/* Is a classifier that says 90 % right nine times in ten? Answers that are no numbers count as given with a
 * confidence of 0. (chapter 20; Guo et al. 2017) */
#ifndef INTERPRET_CALIBRATION_H
#define INTERPRET_CALIBRATION_H

#include "interpret/interpretation.h"

/* The samples whose confidence, the probability of the predicted class, lies in one piece of 0..1. */
typedef struct CalibrationBin {
    double from, to;   /* (from, to], the first one with its lower end        */
    int64_t n;         /* how many samples                                    */
    double confidence; /* their mean confidence; NaN for none                 */
    double accuracy;   /* the share of them that was right; NaN for none      */
} CalibrationBin;

typedef struct Calibration {
    int n_bins;
    CalibrationBin *bins;
    double ece; /* expected calibration error: the mean of |confidence - accuracy| over the bins, by n */
    double mean_loss, accuracy;
} Calibration;

/* In n_bins equal pieces (0: 10), after dividing all logits by `temperature` (0: 1). In the current scope.
 * ERR_VALUE for no samples, fewer than 1 bin, or a negative temperature. */
Calibration *calibration_of(const Interpretation *interp, int n_bins, double temperature);

/* The temperature that makes the mean loss least: above 1, the net was too sure of itself. It changes no
 * prediction. Fit it on samples that nothing else was chosen by. Between 1/20 and 20, to a relative 1e-6; NaN
 * for no samples, and where the loss is no number or infinite. cost: about 60 passes over the numbers */
double calibration_temperature(const Interpretation *interp);
/* The mean loss with all logits divided by this temperature. */
double calibration_loss(const Interpretation *interp, double temperature);

void calibration_print(FILE *out, const Calibration *calibration);

/* What happens when a classifier may say "I don't know" below a confidence. */
typedef struct Coverage {
    double threshold; /* answers of this confidence and above are given      */
    double answered;  /* the share of samples that get an answer             */
    double accuracy;  /* of those; NaN for none                              */
    int64_t n, errors;
} Coverage;

/* One entry for each confidence that occurs, from the highest down: entry k answers one sample more than
 * entry k - 1, or several of equal confidence. The last answers all. `n` gets how many. In the current
 * scope. */
Coverage *coverage_curve(const Interpretation *interp, int *n);
/* What answering above this threshold comes to. */
Coverage coverage_at(const Interpretation *interp, double threshold);

#endif
