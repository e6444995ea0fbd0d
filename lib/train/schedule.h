/* Schedules: how the learning rate moves while training. (chapter 12; Smith 2018, Loshchilov and Hutter 2017)
 */
#ifndef TRAIN_SCHEDULE_H
#define TRAIN_SCHEDULE_H

#include <stdbool.h>

/* start at position 0, end at 1, half a cosine between. */
double schedule_cos(double start, double end, double position);

/* What the optimiser is set to before a batch. momentum NaN: the optimiser's own. */
typedef struct Rates {
    double lr, momentum;
} Rates;

typedef struct OneCycle {
    double lr_max;
    double div;       /* 0 means 25: start at lr_max / div          */
    double div_final; /* 0 means 1e5: end at lr_max / div_final     */
    double pct_start; /* 0 means .25: share of the way up           */
    double moms[3];   /* zeros mean .95 .85 .95                     */
    /* With groups of parameters, lr_max is the last group's. fast.ai's slices: (chapter 19) */
    double lr_first;   /* the first group's, between them equal ratios; 0: all groups alike */
    bool others_tenth; /* all groups but the last: a tenth                                  */
} OneCycle;

double schedule_one_cycle_lr(OneCycle how, double position); /* position in 0..1 of the whole fit */
double schedule_one_cycle_mom(OneCycle how, double position);

/* Constant, then half a cosine down. */
typedef struct FlatCos {
    double lr;
    double div_final; /* 0 means 1e5: end at lr / div_final         */
    double pct_start; /* 0 means .75: share of the way before it falls */
} FlatCos;

/* Straight up and straight down again. */
typedef struct Triangular {
    double lr_max;
    double div;       /* 0 means 25: start and end at lr_max / div  */
    double pct_start; /* 0 means .5: share of the way up            */
} Triangular;

/* Half a cosine from lr_max down to 0, and again, each time longer: gradient descent with warm restarts. */
typedef struct Sgdr {
    double lr_max;
    int n_cycles;      /* 0 means 1                                                            */
    double cycle_mult; /* 0 means 2: so many times as long as the one before, as in fast.ai's  */
} Sgdr;

/* From place `from` of another schedule to place `to`, which is kept: one cycle over several fits. */
typedef struct SchedulePart {
    const struct Schedule *whole;
    double from, to;
} SchedulePart;

/* A schedule is a function of how much of the whole fit is done, and what that function wants to know. One of
 * your own: write `at`, and leave its numbers where it finds them. */
typedef struct Schedule {
    Rates (*at)(const struct Schedule *schedule, double position);
    union {
        double lr;
        OneCycle one_cycle;
        FlatCos flat_cos;
        Triangular triangular;
        Sgdr sgdr;
        SchedulePart part;
        const void *own;
    } how;
} Schedule;

Schedule schedule_constant(double lr);
Schedule schedule_one_cycle(OneCycle how); /* the only one here that moves the momentum */
Schedule schedule_flat_cos(FlatCos how);
Schedule schedule_triangular(Triangular how);
Schedule schedule_sgdr(Sgdr how);
Schedule schedule_part(SchedulePart how);

/* position is held to 0 .. 1. Both NaN for NULL. */
Rates schedule_at(const Schedule *schedule, double position);

#endif
