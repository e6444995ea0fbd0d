/* The beginning that all chapters' programs share: their six flags, and the line that says what comes. */
#ifndef BASE_CHAPTER_H
#define BASE_CHAPTER_H

#include "base/flags.h"

/* Reads the command line into `flags` (seed 42 and folder build/plots where it says nothing), applies it and
 * prints `title`, which says how long the program takes, and the device. False when the program should end:
 * after --help, or with an error of flags_parse. */
bool chapter_begin(FILE *out, const char *title, CommonFlags *flags, int argc, char **argv);

/* Opens the device in use, and prints which it is unless it is the plain CPU: "device: opencl, ..."; false
 * with the error of device_select. Wanted here, made in kernels/: this layer knows of no devices. */
bool chapter_device(FILE *out);

/* Hands --device and --plot on to those who look at DEVICE and PLOT; for programs with flags of their own.
 * False with ERR_VALUE when PLOT is no kind of picture. */
bool chapter_apply(const CommonFlags *flags);

#endif
