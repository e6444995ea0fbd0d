/* Precision, recall and their kin for each class, as scikit-learn prints them. (chapter 20) */
#ifndef INTERPRET_REPORT_H
#define INTERPRET_REPORT_H

#include "interpret/confusion.h"

/* Of what was called so, the share that is so; of what is so, the share that was called so; and the harmonic
 * mean of both. 0 where there is nothing to divide by, as scikit-learn has it. */
typedef struct ClassScore {
    double precision, recall, f1;
    int64_t support; /* samples of the class */
} ClassScore;

typedef struct Report {
    int n_classes;
    const char **classes;
    ClassScore *scores;         /* (n_classes)                                    */
    ClassScore macro, weighted; /* means over the classes: plain, and by support  */
    double accuracy;
} Report;

/* In the current scope. */
Report *report_of(const Confusion *confusion);
/* scikit-learn's classification_report, letter for letter. */
void report_print(FILE *out, const Report *report);

#endif
