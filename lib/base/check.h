/* What a chapter's program computed, against what is known: its last line, "check: PASS" or what differs. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stdbool.h>
#include <stdio.h>

/* Note a difference, for check_report, unless the number is as it should be. While an error is kept they do
 * nothing: the program did not get as far as this. */
void check_near(const char *what, double got, double expected, double within);
void check_at_least(const char *what, double got, double least);
void check_that(const char *what, bool holds);

/* The verdict on this thread's checks since the last one, just before finish: "check: PASS", or a line for
 * each difference (the first ten) and an error set, so that finish returns 1. Nothing while an error is kept.
 */
void check_report(FILE *out);

#endif
