/* The classification report. */
#include "interpret/report.h"

#include <inttypes.h>

#include "base/scope.h"
#include "interpret/columns.h"

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static ClassScore score_of(const Confusion *confusion, int class)
{
    int n = confusion->n_classes;
    int64_t actual = 0, predicted = 0, right = confusion->counts[class * n + class];
    for (int i = 0; i < n; i++) {
        actual += confusion->counts[class * n + i];
        predicted += confusion->counts[i * n + class];
    }
    double precision = ratio((double)right, (double)predicted), recall = ratio((double)right, (double)actual);
    return (ClassScore){precision, recall, ratio(2 * precision * recall, precision + recall), actual};
}

static void add_weighted(ClassScore *sum, const ClassScore *score, double weight)
{
    sum->precision += weight * score->precision;
    sum->recall += weight * score->recall;
    sum->f1 += weight * score->f1;
}

Report *report_of(const Confusion *confusion)
{
    Report *report = confusion ? scope_alloc(sizeof *report) : NULL;
    ClassScore *scores = report ? scope_alloc((size_t)confusion->n_classes * sizeof *scores) : NULL;
    if (!scores)
        return NULL;
    double n = (double)confusion->n;
    *report = (Report){.n_classes = confusion->n_classes,
                       .classes = confusion->classes,
                       .scores = scores,
                       .macro.support = confusion->n,
                       .weighted.support = confusion->n,
                       .accuracy = ratio(n - (double)confusion->errors, n)};
    for (int c = 0; c < report->n_classes; c++) {
        scores[c] = score_of(confusion, c);
        add_weighted(&report->macro, &scores[c], 1.0 / report->n_classes);
        add_weighted(&report->weighted, &scores[c], ratio((double)scores[c].support, n));
    }
    return report;
}

static void print_line(FILE *out, int width, const char *name, const ClassScore *score)
{
    columns_right(out, name, width);
    fprintf(out, "  %9.2f %9.2f %9.2f %9" PRId64 "\n", score->precision, score->recall, score->f1,
            score->support);
}

void report_print(FILE *out, const Report *report)
{
    if (!out || !report)
        return;
    int width = columns_widest(report->classes, report->n_classes, columns_of("weighted avg"));
    fprintf(out, "%*s  %9s %9s %9s %9s\n\n", width, "", "precision", "recall", "f1-score", "support");
    for (int c = 0; c < report->n_classes; c++)
        print_line(out, width, report->classes[c], &report->scores[c]);
    fprintf(out, "\n%*s  %9s %9s %9.2f %9" PRId64 "\n", width, "accuracy", "", "", report->accuracy,
            report->macro.support);
    print_line(out, width, "macro avg", &report->macro);
    print_line(out, width, "weighted avg", &report->weighted);
}
