/* The passengers of the Titanic: from a table with words and gaps to a matrix of numbers. */
#ifndef PASSENGERS_H
#define PASSENGERS_H

#include "lib.h"

enum { PASSENGERS = 891, FEATURES = 12 };

typedef struct Passengers {
    Tensor *raw;              /* (891, 12): the features as they are                                       */
    Tensor *x;                /* (891, 12): each divided by its largest value                              */
    Tensor *survived;         /* (891, 1): 1 or 0                                                          */
    const double *age, *fare; /* (891), gaps filled                                                */
} Passengers;

extern const char *const feature_names[FEATURES];
extern const char passengers_file[];

/* Reads passengers_file and prints what it finds and what it does. NULL with an error, whose
 * hint says how to get the file. */
const Passengers *passengers_read(void);

#endif
