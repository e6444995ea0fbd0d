/* Dealing seeds, shapes and faults to the files. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "rng.h"

/* Share of every folder, in thousandths; at least one file of each kind when the folder has 20 files or more.
 */
static const int SHARE[FAULT_KINDS] = {
    [FAULT_WRONG_LABEL] = 100, [FAULT_NO_BEAR] = 20, [FAULT_DUPLICATE] = 40,
    [FAULT_TRUNCATED] = 10,    [FAULT_TEXT] = 7,     [FAULT_EMPTY] = 7,
};

const char *plan_fault_name(Fault fault)
{
    static const char *const NAMES[FAULT_KINDS] = {"none",      "wrong_label", "no_bear", "duplicate",
                                                   "truncated", "text",        "empty"};
    return NAMES[fault];
}

static void shape(PlanEntry *entry, int size, Rng *rng)
{
    float draw = rng_unit(rng);
    int longer = size * 5 / 4;
    entry->width = draw >= 0.50f && draw < 0.80f ? longer : size;
    entry->height = draw >= 0.80f ? longer : size;
    entry->quality = 84 + rng_below(rng, 11);
}

static void duplicate(PlanEntry *copy, const PlanEntry *original, Rng *rng)
{
    copy->seed = original->seed;
    copy->width = original->width;
    copy->height = original->height;
    copy->crop = rng_chance(rng, 0.5f) ? 0.0f : rng_range(rng, 0.02f, 0.05f);
    copy->quality = 60 + rng_below(rng, 20);
}

/* Deals faults to the files of one folder in a random order, so that each file has one fault at most. */
static void plant(PlanEntry *folder, int count, const int *order, Rng *rng)
{
    int next = 0;
    for (Fault fault = FAULT_WRONG_LABEL; fault < FAULT_KINDS; fault++) {
        int planted = (count * SHARE[fault] + 500) / 1000;
        if (planted == 0 && count >= 20)
            planted = 1;
        for (; planted > 0 && next < count; planted--, next++) {
            PlanEntry *entry = &folder[order[next]];
            entry->fault = fault;
            if (fault == FAULT_WRONG_LABEL)
                entry->shown = (entry->shown + 1 + (DrawKind)rng_below(rng, DRAW_KINDS - 1)) % DRAW_KINDS;
            else if (fault == FAULT_NO_BEAR)
                entry->shown = DRAW_NO_BEAR;
            else if (fault == FAULT_DUPLICATE) /* the last in the order keep no fault: fine to copy from */
                duplicate(entry, &folder[order[count - 1 - rng_below(rng, (count + 1) / 2)]], rng);
        }
    }
}

bool plan_make(Plan *plan, int per_class, int size, uint64_t seed, bool faults)
{
    *plan = (Plan){.per_class = per_class, .count = per_class * DRAW_KINDS};
    plan->entries = calloc((size_t)plan->count, sizeof *plan->entries);
    int *order = malloc((size_t)per_class * sizeof *order);
    if (plan->entries == NULL || order == NULL) {
        free(order);
        return false;
    }
    for (int kind = 0; kind < DRAW_KINDS; kind++) {
        PlanEntry *folder = plan->entries + kind * per_class;
        for (int i = 0; i < per_class; i++) {
            PlanEntry *entry = &folder[i];
            entry->shown = (DrawKind)kind;
            entry->seed = rng_derive(seed, (uint64_t)kind, (uint64_t)i);
            Rng rng = {entry->seed ^ 1}; /* not the stream that the picture draws from */
            shape(entry, size, &rng);
            snprintf(entry->path, sizeof entry->path, "%s/%04d.jpg", draw_name((DrawKind)kind), i + 1);
        }
        Rng rng = {rng_derive(seed, (uint64_t)kind + DRAW_KINDS, 0)};
        for (int i = 0; i < per_class; i++) { /* shuffle from the inside out */
            int j = rng_below(&rng, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        if (faults)
            plant(folder, per_class, order, &rng);
    }
    free(order);
    return true;
}

void plan_free(Plan *plan)
{
    free(plan->entries);
    plan->entries = NULL;
}
