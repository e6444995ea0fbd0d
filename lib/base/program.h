/* What a program needs at its two ends: Ctrl-C, and the closing line that reports the first error. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stdbool.h>

/* End of a program: prints "name: error" and "hint: ..." to stderr if there was an error, closes all scopes
 * and gives the memory back. That the disk was full for what the program printed is an error, too. Returns
 * the exit status: 0, or 1 after an error (130 after Ctrl-C). The only function of the library that prints
 * unasked. */
int finish(const char *name);

/* From here on Ctrl-C and SIGTERM set a flag instead of ending the program in the middle of a file; a second
 * Ctrl-C ends it at once. */
void program_catch_interrupt(void);
/* The flag. Long loops ask for it and set ERR_INTERRUPTED. */
bool program_interrupted(void);

/* For programs that run for months: from here on, blocks of a megabyte and more go back to the system when
 * they are freed. Else the C library learns from the first large ones to keep such blocks, for each thread
 * its own. Does nothing where the C library is another one. (chapter 22) */
void program_keep_little(void);

#endif
