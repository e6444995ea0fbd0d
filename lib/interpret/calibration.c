/* Confidence against accuracy: in bins, at another temperature, and for those who may stay silent. */
#include "interpret/calibration.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/scope.h"

/* log of the sum of p^(1 / temperature): what the logarithms of one sample must be lowered by afterwards. */
static double log_sum(const float *log_p, int classes, double temperature)
{
    double highest = -INFINITY, sum = 0;
    for (int c = 0; c < classes; c++)
        highest = fmax(highest, (double)log_p[c] / temperature);
    for (int c = 0; c < classes; c++)
        sum += exp((double)log_p[c] / temperature - highest);
    return highest + log(sum);
}

/* The probability of class c of sample i at this temperature, as a logarithm. */
static double log_p_at(const Interpretation *interp, int64_t i, int c, double temperature)
{
    const float *log_p = interp->log_p + i * interp->n_classes;
    return (double)log_p[c] / temperature - log_sum(log_p, interp->n_classes, temperature);
}

double calibration_loss(const Interpretation *interp, double temperature)
{
    double sum = 0;
    for (int64_t i = 0; interp && i < interp->n; i++)
        sum -= log_p_at(interp, i, interp->actual[i], temperature);
    return interp && interp->n > 0 && temperature > 0 ? sum / (double)interp->n : NAN;
}

/* Golden section over log T: as a function of 1/T the loss is convex, so it has one valley. */
double calibration_temperature(const Interpretation *interp)
{
    if (!interp || !isfinite(calibration_loss(interp, 1)))
        return NAN;
    const double part = (sqrt(5) - 1) / 2;
    double low = log(1 / 20.0), high = log(20.0);
    double a = high - part * (high - low), b = low + part * (high - low);
    double loss_a = calibration_loss(interp, exp(a)), loss_b = calibration_loss(interp, exp(b));
    while (high - low > 1e-6)
        if (loss_a < loss_b) {
            high = b;
            b = a;
            loss_b = loss_a;
            a = high - part * (high - low);
            loss_a = calibration_loss(interp, exp(a));
        } else {
            low = a;
            a = b;
            loss_a = loss_b;
            b = low + part * (high - low);
            loss_b = calibration_loss(interp, exp(b));
        }
    return exp((low + high) / 2);
}

/* An answer that is no number is given without any confidence. */
static double confidence_of_p(double p)
{
    return isnan(p) ? 0 : p;
}

/* Adds up confidence and right answers of each bin. */
static void fill_bins(Calibration *calibration, const Interpretation *interp, double temperature)
{
    int n_bins = calibration->n_bins;
    for (int64_t i = 0; i < interp->n; i++) {
        double p = confidence_of_p(exp(log_p_at(interp, i, interp->predicted[i], temperature)));
        int bin = (int)ceil(p * n_bins) - 1; /* (from, to] */
        bin = bin < 0 ? 0 : bin >= n_bins ? n_bins - 1 : bin;
        calibration->bins[bin].n++;
        calibration->bins[bin].confidence += p;
        calibration->bins[bin].accuracy += interp->actual[i] == interp->predicted[i];
    }
}

Calibration *calibration_of(const Interpretation *interp, int n_bins, double temperature)
{
    if (!interp)
        return NULL;
    n_bins = n_bins == 0 ? 10 : n_bins;
    temperature = temperature == 0 ? 1 : temperature;
    if (interp->n < 1 || n_bins < 1 || !(temperature > 0))
        return error_set(ERR_VALUE, "calibration_of: %" PRId64 " samples, %d bins, temperature %g", interp->n,
                         n_bins, temperature);
    Calibration *calibration = scope_alloc(sizeof *calibration);
    CalibrationBin *bins = scope_alloc((size_t)n_bins * sizeof *bins);
    if (!calibration || !bins)
        return NULL;
    *calibration = (Calibration){.n_bins = n_bins,
                                 .bins = bins,
                                 .mean_loss = calibration_loss(interp, temperature),
                                 .accuracy = interpretation_accuracy(interp)};
    fill_bins(calibration, interp, temperature);
    for (int b = 0; b < n_bins; b++) {
        bins[b].from = (double)b / n_bins;
        bins[b].to = (double)(b + 1) / n_bins;
        calibration->ece += fabs(bins[b].confidence - bins[b].accuracy) / (double)interp->n;
        bins[b].confidence = bins[b].n > 0 ? bins[b].confidence / (double)bins[b].n : NAN;
        bins[b].accuracy = bins[b].n > 0 ? bins[b].accuracy / (double)bins[b].n : NAN;
    }
    return calibration;
}

void calibration_print(FILE *out, const Calibration *calibration)
{
    if (!out || !calibration)
        return;
    fputs("confidence      n    said   right\n", out);
    for (int b = 0; b < calibration->n_bins; b++) {
        const CalibrationBin *bin = &calibration->bins[b];
        if (bin->n > 0)
            fprintf(out, "%.2f - %.2f %6" PRId64 "  %6.3f  %6.3f\n", bin->from, bin->to, bin->n,
                    bin->confidence, bin->accuracy);
    }
    fprintf(out, "expected calibration error %.3f, mean loss %.3f\n", calibration->ece,
            calibration->mean_loss);
}

/* --- don't know --------------------------------------------------------------------------------------- */

static double confidence_of(const Interpretation *interp, int64_t i)
{
    return confidence_of_p(interpretation_p(interp, i, interp->predicted[i]));
}

typedef struct Answer {
    double confidence;
    bool right;
} Answer;

static int surest_first(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

static Coverage coverage(double threshold, int64_t answered, int64_t errors, int64_t n)
{
    return (Coverage){.threshold = threshold,
                      .answered = (double)answered / (double)n,
                      .accuracy = answered > 0 ? 1 - (double)errors / (double)answered : NAN,
                      .n = answered,
                      .errors = errors};
}

Coverage *coverage_curve(const Interpretation *interp, int *n)
{
    if (!interp || !n)
        return NULL;
    *n = 0;
    Coverage *curve = scope_alloc((size_t)interp->n * sizeof *curve);
    Scope scope = scope_begin();
    Answer *answers = scope_alloc((size_t)interp->n * sizeof *answers);
    for (int64_t i = 0; answers && i < interp->n; i++)
        answers[i] = (Answer){confidence_of(interp, i), interp->actual[i] == interp->predicted[i]};
    if (answers && interp->n > 0)
        qsort(answers, (size_t)interp->n, sizeof *answers, surest_first);
    int64_t errors = 0;
    for (int64_t i = 0; answers && curve && i < interp->n; i++) {
        errors += !answers[i].right;
        if (i + 1 == interp->n || answers[i + 1].confidence < answers[i].confidence)
            curve[(*n)++] = coverage(answers[i].confidence, i + 1, errors, interp->n);
    }
    bool done = answers != NULL;
    scope_end(scope);
    return done ? curve : NULL;
}

Coverage coverage_at(const Interpretation *interp, double threshold)
{
    int64_t answered = 0, errors = 0;
    for (int64_t i = 0; interp && i < interp->n; i++)
        if (confidence_of(interp, i) >= threshold) {
            answered++;
            errors += interp->actual[i] != interp->predicted[i];
        }
    return coverage(threshold, answered, errors, interp ? interp->n : 0);
}
