/* Is every backward right? The second half of chapter 06's program. */
#ifndef BACKWARDS_H
#define BACKWARDS_H

#include "base/flags.h"

/* The backwards of sixteen operations against slopes measured by trying; prints the largest differences. */
void backwards_check(void);

/* The step of the measurement itself: too long and the function bends, too short and float32 runs out of
 * digits. Prints, and draws, the error by the step. */
void backwards_step(const CommonFlags *flags);

#endif
