/* Sorting photos by hand: on a page, or on the terminal. */
#ifndef CHAPTER_21_SORT_H
#define CHAPTER_21_SORT_H

#include "nets.h"

typedef struct SortOptions {
    const char *folder, *model;
    const char *trainer; /* the program of chapter 19, for "train again"; NULL: there is none          */
    const char *out;     /* where the trainer writes the model                                         */
    int64_t folds;       /* above 1: so many nets are trained, and each photo is judged by one that has
                            not seen it; else `model` judges all                                       */
    int64_t port;        /* 0: one that is free */
    Training training;   /* of these nets; its seed is also that of the split that `model` was trained with */
    bool quick;
} SortOptions;

/* What `cleaner_start` wants to know. */
bool sort_look(void *options, const char *folder, CleanerFindings *found);

/* Until Ctrl-C. */
void sort_on_page(SortOptions *options);
/* Until "q", or the end of the input. */
void sort_on_terminal(SortOptions *options, FILE *in, FILE *out);

/* trainer.c: runs options->trainer and passes on what it says. */
bool trainer_run(void *options, const char *folder, Cleaner *cleaner);

#endif
