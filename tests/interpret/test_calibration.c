/* Confidence against accuracy: PyTorch's numbers, and small ones by hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/error.h"
#include "interpret/calibration.h"
#include "tests/golden/interpret.h"

TestSuite(calibration, .fini = scope_end_all);

static const char *names[] = {"a", "b", "c"};

static Interpretation *golden(void)
{
    float labels[40];
    for (int i = 0; i < 40; i++)
        labels[i] = (float)interpret_labels[i];
    return interpretation_from(tensor_from(SHAPE(40, 3), interpret_logits, 120),
                               tensor_from(SHAPE(40), labels, 40), 3, names);
}

Test(calibration, is_pytorchs)
{
    Interpretation *interp = golden();
    Calibration *before = calibration_of(interp, 0, 0);
    cr_assert(ne(ptr, before, NULL), "%s", error_text());
    cr_expect(eq(int, before->n_bins, 10));
    cr_expect(epsilon_eq(dbl, before->ece, interpret_ece, 1e-6));
    double temperature = calibration_temperature(interp);
    cr_expect(epsilon_eq(dbl, temperature, interpret_temperature, 1e-5));
    Calibration *after = calibration_of(interp, 10, temperature);
    cr_expect(epsilon_eq(dbl, after->ece, interpret_cool_ece, 1e-5));
    cr_expect(epsilon_eq(dbl, after->mean_loss, interpret_cool_loss, 1e-6));
    cr_expect(eq(dbl, after->accuracy, before->accuracy), "the temperature changes no prediction");
    int64_t n = 0;
    for (int b = 0; b < 10; b++)
        n += after->bins[b].n;
    cr_expect(eq(i64, n, 40));
}

/* Two of four are right, all said with .8. */
static Interpretation *boaster(void)
{
    float high = logf(.8f), low = logf(.1f);
    return interpretation_from(
        tensor_of(SHAPE(4, 3), high, low, low, high, low, low, low, high, low, low, low, high),
        tensor_of(SHAPE(4), 0, 1, 1, 0), 3, names);
}

Test(calibration, of_a_boaster_by_hand)
{
    Interpretation *interp = boaster();
    Calibration *calibration = calibration_of(interp, 4, 0);
    cr_assert(ne(ptr, calibration, NULL));
    cr_expect(epsilon_eq(dbl, calibration->ece, 0.3, 1e-6));
    cr_expect(eq(i64, calibration->bins[3].n, 4));
    cr_expect(epsilon_eq(dbl, calibration->bins[3].confidence, 0.8, 1e-6));
    cr_expect(eq(dbl, calibration->bins[3].accuracy, 0.5));
    cr_expect(isnan(calibration->bins[0].accuracy));
    /* half right: the best is p / (1 - p) = 1, with 8^(1/T) / 2 = 1: T = 3 */
    cr_expect(epsilon_eq(dbl, calibration_temperature(interp), 3, 1e-4));
    cr_expect(eq(ptr, calibration_of(interp, -1, 0), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    cr_expect(isnan(calibration_temperature(NULL)));
}

/* Confidences .9 .8 .8 .6, of which the second and the last are wrong. */
Test(calibration, silence_below_a_threshold)
{
    static const float p[12] = {.9f, .05f, .05f, .8f, .1f, .1f, .1f, .8f, .1f, .2f, .6f, .2f};
    float logits[12];
    for (int i = 0; i < 12; i++)
        logits[i] = logf(p[i]);
    Interpretation *interp =
        interpretation_from(tensor_from(SHAPE(4, 3), logits, 12), tensor_of(SHAPE(4), 0, 1, 1, 0), 3, names);
    interp->log_p[3] = interp->log_p[7]; /* equal to the last bit */
    int n;
    Coverage *curve = coverage_curve(interp, &n);
    static const double answered[3] = {0.25, 0.75, 1}, accuracy[3] = {1, 2.0 / 3, 0.5},
                        threshold[3] = {0.9, 0.8, 0.6};
    cr_assert(eq(int, n, 3));
    for (int i = 0; i < n; i++) {
        cr_expect(epsilon_eq(dbl, curve[i].threshold, threshold[i], 1e-6));
        cr_expect(epsilon_eq(dbl, curve[i].answered, answered[i], 1e-12));
        cr_expect(epsilon_eq(dbl, curve[i].accuracy, accuracy[i], 1e-12));
    }
    Coverage at = coverage_at(interp, 0.7);
    cr_expect(eq(i64, at.n, 3));
    cr_expect(eq(i64, at.errors, 1));
    cr_expect(isnan(coverage_at(interp, 0.95).accuracy));
}

/* What a net gives whose training went wrong. */
Test(calibration, of_answers_that_are_no_numbers)
{
    Interpretation *interp = interpretation_from(tensor_of(SHAPE(3, 3), NAN, NAN, NAN, 9, 0, 0, NAN, 1, 2),
                                                 tensor_of(SHAPE(3), 0, 0, 1), 3, names);
    Calibration *calibration = calibration_of(interp, 4, 0);
    cr_assert(ne(ptr, calibration, NULL), "%s", error_text());
    cr_expect(eq(i64, calibration->bins[0].n, 2));
    cr_expect(eq(i64, calibration->bins[3].n, 1));
    cr_expect(eq(dbl, calibration->bins[0].confidence, 0));
    cr_expect(isnan(calibration->mean_loss) && isnan(calibration_temperature(interp)));
    int n;
    Coverage *curve = coverage_curve(interp, &n);
    cr_assert(eq(int, n, 2));
    cr_expect(eq(i64, curve[0].n, 1));
    cr_expect(eq(i64, curve[1].n, 3), "the last answers all");
    cr_expect(eq(i64, coverage_at(interp, 0.5).n, 1));
}
