/* The app as a program of its own. */
#ifndef PRODUCTION_SERVE_H
#define PRODUCTION_SERVE_H

#include "lib.h"

/* Runs until Ctrl-C; returns the exit status. */
int serve(int argc, char **argv);

#endif
