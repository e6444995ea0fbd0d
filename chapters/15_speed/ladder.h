/* A ladder: the same work done in several ways, which are compared, timed and printed as one table. */
#ifndef CHAPTER_15_LADDER_H
#define CHAPTER_15_LADDER_H

#include "lib.h"

typedef struct Rung {
    const char *name;
    void (*run)(void *work);
    void *work;
    int cores;      /* that it may use                                                   */
    double allowed; /* how far it may be off, as a part of the first one's largest number */
    double seconds; /* measured: the fastest run                                         */
    /* Of a rung that runs elsewhere, on a device: brings the result from there. */
    void (*fetch)(void *work);
} Rung;

enum { RUNGS_MOST = 16 };

typedef struct Ladder {
    const char *what;
    double operations; /* of one run; a multiplication and an addition are two */
    double bytes;      /* that a run must at least read or write               */
    double peak;       /* operations per second of one core                    */
    const float *result;
    int64_t count; /* floats that every rung leaves in result */
    int n;
    Rung rungs[RUNGS_MOST];
    bool with_blas; /* has a column for OpenBLAS, whose seconds with one core and with all are: */
    double blas[2]; /* 0 where it is not installed */
} Ladder;

void ladder_add(Ladder *ladder, Rung rung);

/* Every rung is run once and compared with the first, which is checked, and then timed: the fastest of the
 * runs that fit into `seconds`, and of two at the least. One core's time is what the processor gave to it, so
 * that other programs hardly count; that of several, or of a device, is what passed. False without memory. */
bool ladder_climb(Ladder *ladder, double seconds);

/* GFLOP/s, share of the peak of the cores it uses, times the first rung, and share of OpenBLAS. */
void ladder_print(const Ladder *ladder);

double ladder_rate(const Ladder *ladder, int rung); /* operations per second */

/* n floats for as long as the scope, aligned for vectors, at random between -1 and 1; NULL without memory. */
float *random_numbers(int64_t n);

#endif
