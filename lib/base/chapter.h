/* The beginning that all chapters' programs share: their five flags, and the line that says what comes. */
#ifndef BASE_CHAPTER_H
#define BASE_CHAPTER_H

#include "base/flags.h"

/* Reads the command line into `flags` (seed 42 and folder build/plots where it says nothing), hands --device
 * on as DEVICE and prints `title`, which says how long the program takes. False when the program should end:
 * after
 * --help, or with an error of flags_parse. */
bool chapter_begin(FILE *out, const char *title, CommonFlags *flags, int argc, char **argv);

#endif
