/* What will be drawn, decided before anything is: one entry per file, with the faults dealt out. */
#ifndef DRAW_PLAN_H
#define DRAW_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "draw.h"

typedef enum {
    FAULT_NONE,
    FAULT_WRONG_LABEL, /* the picture shows another kind than its folder says */
    FAULT_NO_BEAR,     /* a rock, a chair ... */
    FAULT_DUPLICATE,   /* the picture of another file of the same folder, cropped a little and saved again */
    FAULT_TRUNCATED,   /* the file stops half way */
    FAULT_TEXT,        /* text that is called .jpg */
    FAULT_EMPTY,       /* a file of zero bytes */
    FAULT_KINDS
} Fault;

typedef struct {
    char path[32];  /* below the output folder: "black/0007.jpg" */
    DrawKind shown; /* what the picture shows */
    Fault fault;
    uint64_t seed;
    int width, height;
    float crop;  /* the fraction cut off every side: duplicates only */
    int quality; /* of the JPEG */
} PlanEntry;

typedef struct {
    PlanEntry *entries; /* folder by folder, `per_class` of each */
    int count, per_class;
} Plan;

/* The more a fault needs a person's eye, the more of it is planted: see plan.c for the shares. The short side
 * of every picture is `size`. Returns false when memory runs out; plan_free takes a failed plan too. */
bool plan_make(Plan *plan, int per_class, int size, uint64_t seed, bool faults);
void plan_free(Plan *plan);

/* "wrong_label", "truncated" ..., as written to faults.csv. */
const char *plan_fault_name(Fault fault);

#endif
