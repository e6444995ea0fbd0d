/* What the net said, and how sure it was. */
#include "interpretation.h"

void save_sheet(Image *sheet, const char *folder, const char *name, const char *what)
{
    const char *path = sheet ? file_join(folder, name) : NULL;
    if (path && montage_save(sheet, path))
        printf("wrote %s: %s\n", path, what);
    image_free(sheet);
}

/* --- what is taken for what -------------------------------------------------------------------------------
 */

/* Rows sum to the classes' sizes, and what is on the diagonal is right. */
static void check_matrix(const Judge *judge, const Confusion *confusion)
{
    int64_t sizes[16] = {0}, right = 0;
    bool rows = true;
    if (confusion->n_classes > 16)
        return;
    dataset_class_counts(judge->held_back, sizes);
    for (int i = 0; i < confusion->n_classes; i++) {
        int64_t sum = 0;
        for (int j = 0; j < confusion->n_classes; j++)
            sum += confusion->counts[i * confusion->n_classes + j];
        rows = rows && sum == sizes[i];
        right += confusion->counts[i * confusion->n_classes + i];
    }
    check_that("rows sum to the sizes of the classes", rows);
    check_near("the diagonal is the accuracy", (double)right / (double)confusion->n,
               interpretation_accuracy(judge->answers), 1e-12);
}

void show_matrix(const Judge *judge, const char *folder)
{
    const Confusion *confusion = interpretation_confusion(judge->answers);
    if (!confusion)
        return;
    puts("\n--- What is taken for what\n");
    confusion_print(stdout, confusion);
    putchar('\n');
    confusion_print_shares(stdout, confusion);
    int n = 0;
    const Confused *pairs = confusion_most_confused(confusion, 2, &n);
    puts("\nconfused at least twice:");
    for (int i = 0; pairs && i < n; i++)
        printf("  %-8s taken for %-8s %3" PRId64 " times\n", confusion->classes[pairs[i].actual],
               confusion->classes[pairs[i].predicted], pairs[i].n);
    putchar('\n');
    report_print(stdout, report_of(confusion));
    check_matrix(judge, confusion);
    if (!folder)
        return;
    const char *counts = file_join(folder, "20-confusion.png"), *shares = file_join(folder, "20-shares.png");
    if (plot_confusion(stdout, confusion, counts) == PLOT_DRAWN &&
        plot_confusion_shares(stdout, confusion, shares) == PLOT_DRAWN)
        printf("wrote %s and %s\n", plot_path(counts), plot_path(shares));
}

/* --- the highest losses -----------------------------------------------------------------------------------
 */

void show_losses(const Judge *judge, const char *folder)
{
    enum { LISTED = 8, SHOWN = 8, SIDE = 120 };
    const Interpretation *answers = judge->answers;
    const int64_t *order = top_losses(answers, false);
    if (!order)
        return;
    puts("\n--- Where it is most wrong\n");
    top_losses_print(stdout, answers, order, LISTED);
    int64_t errors = 0, first_right = -1, place = 0;
    for (int64_t i = 0; i < answers->n; i++) {
        bool right = answers->actual[order[i]] == answers->predicted[order[i]];
        errors += !right;
        if (right && first_right < 0) {
            first_right = order[i];
            place = i + 1;
        }
    }
    if (first_right >= 0)
        printf("\n%" PRId64 " answers are wrong; the first right one is in place %" PRId64
               " of the losses, with %.2f: right, but %s got only %.2f\n",
               errors, place, (double)answers->losses[first_right],
               answers->classes[answers->actual[first_right]],
               interpretation_p(answers, first_right, answers->actual[first_right]));
    if (folder)
        save_sheet(top_losses_montage(answers, order, SHOWN, SIDE), folder, "20-top-losses.jpg",
                   "prediction / actual, loss, probability of both");
}

/* --- how sure it is ---------------------------------------------------------------------------------------
 */

/* Every second answer: to fit something on the one half and measure it on the other. */
static Interpretation *half_of(const Interpretation *all, int which)
{
    Interpretation *half = interpretation_new(NULL, (all->n + 1 - which) / 2, all->n_classes, all->classes);
    for (int64_t i = 0; half && i < half->n; i++) {
        int64_t from = 2 * i + which;
        if (!interpretation_put(half, i, all->actual[from], all->log_p + from * all->n_classes))
            return NULL;
    }
    return half;
}

static bool write_bins(const Calibration *before, const Calibration *after, const char *path)
{
    FileWriter *writer = file_create(path);
    if (!writer)
        return false;
    FILE *out = file_stream(writer);
    for (int which = 0; which < 2; which++) {
        const Calibration *calibration = which ? after : before;
        fprintf(out, "%sconfidence,accuracy,n\n", which ? "\n\n" : "");
        for (int b = 0; b < calibration->n_bins; b++)
            if (calibration->bins[b].n > 0)
                fprintf(out, "%.5f,%.5f,%" PRId64 "\n", calibration->bins[b].confidence,
                        calibration->bins[b].accuracy, calibration->bins[b].n);
    }
    return file_commit(writer);
}

static bool write_curve(const Coverage *curve, int n, const char *path)
{
    FileWriter *writer = file_create(path);
    if (!writer)
        return false;
    fputs("threshold,answered,accuracy\n", file_stream(writer));
    for (int i = 0; i < n; i++)
        fprintf(file_stream(writer), "%.5f,%.5f,%.5f\n", curve[i].threshold, curve[i].answered,
                curve[i].accuracy);
    return file_commit(writer);
}

static void dont_know(const Interpretation *answers)
{
    static const double thresholds[] = {0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};
    puts("\n--- \"I don't know\"\n\nbelow   answers  of them wrong  accuracy");
    for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++) {
        Coverage at = coverage_at(answers, thresholds[i]);
        printf("%.2f   %6.1f %%  %13" PRId64 "  %8.3f\n", thresholds[i], 100 * at.answered, at.errors,
               at.accuracy);
    }
}

void show_confidence(const Judge *judge, const char *folder)
{
    const Interpretation *fit = half_of(judge->answers, 0), *test = half_of(judge->answers, 1);
    double temperature = calibration_temperature(fit);
    const Calibration *before = calibration_of(test, 10, 1), *after = calibration_of(test, 10, temperature);
    if (!before || !after)
        return;
    puts("\n--- Is it as sure as it should be?\n");
    calibration_print(stdout, before);
    printf("\ntemperature %.3f, fitted on the other half of the photos:\n\n", temperature);
    calibration_print(stdout, after);
    check_that("no temperature fits its own half better",
               calibration_loss(fit, temperature) <= calibration_loss(fit, 1) &&
                   calibration_loss(fit, temperature) <= calibration_loss(fit, 1.05 * temperature));
    check_near("the temperature changes no answer", after->accuracy, before->accuracy, 0);
    dont_know(judge->answers);
    int n = 0;
    const Coverage *curve = coverage_curve(judge->answers, &n);
    if (curve)
        check_near("answering all is the plain accuracy", curve[n - 1].accuracy,
                   interpretation_accuracy(judge->answers), 1e-12);
    const char *bins = folder ? file_join(folder, "20-calibration.csv") : NULL,
               *answered = folder ? file_join(folder, "20-dont-know.csv") : NULL;
    if (bins && answered && curve && write_bins(before, after, bins) && write_curve(curve, n, answered))
        plot_show(stdout, "ch20-confidence", file_join(folder, "20-confidence.png"),
                  "said and right; answered and right", 2,
                  (PlotVariable[]){{"bins", bins}, {"curve", answered}});
}
