/* Who holds memory, found out when there is none left by going through the scopes and the tape, and the lines
 * that are made of it. */
#include "autograd/memory_plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "autograd/tape.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/pool_hook.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

const char memory_parameters[] = "parameters", memory_optimiser[] = "optimiser's state",
           memory_batches[] = "batches";
static const char gradients[] = "gradients", on_the_way[] = "gradients on the way back",
                  other[] = "other tensors";

static _Thread_local int64_t batch;

enum { USES = 48, SHOWN = 8, WORTH_A_LINE = 1 << 16 };

/* All storages of one use. */
typedef struct Held {
    const char *use;
    int64_t bytes;
    int storages;
} Held;

typedef struct Plan {
    const char *device;
    Held held[USES]; /* the first without storages ends it */
} Plan;

/* --- what for? ---------------------------------------------------------------------------------------- */

static void mark(const Tensor *t, const char *use)
{
    if (t && t->storage)
        t->storage->seen_as = t->storage->use ? t->storage->use : use;
}

static void mark_tensor(void *tensor, void *context)
{
    const Tensor *t = tensor;
    (void)context;
    mark(t, t->needs_grad && !t->node ? memory_parameters : other);
    mark(t->grad_room, gradients);
}

/* A value goes by the op that made it, and one that a node kept by the oldest that did: views come later. */
static void mark_by_op(const Tensor *t, const char *op)
{
    const char *now = t && t->storage ? t->storage->seen_as : NULL;
    if (now != memory_parameters && now != gradients)
        mark(t, op);
}

static void mark_all(void)
{
    raw_each(mark_tensor, NULL);
    for (const Node *node = tape_newest(); node; node = node->previous) {
        for (int i = 0; i < node->n_saved; i++)
            mark_by_op(node->saved[i], node->op);
        mark_by_op(node->output, node->op);
        if (node->output->grad == &node->dy)
            mark(&node->dy, on_the_way);
    }
}

/* --- how much? ---------------------------------------------------------------------------------------- */

/* Each storage once: it is marked no more. */
static void count(Plan *plan, const Tensor *t)
{
    Storage *storage = t ? t->storage : NULL;
    if (!storage || !storage->seen_as)
        return;
    if (strcmp(storage->device->name, plan->device) == 0) {
        int i = 0;
        while (i < USES - 1 && plan->held[i].use && strcmp(plan->held[i].use, storage->seen_as) != 0)
            i++;
        Held *held = &plan->held[i];
        held->use = i < USES - 1 ? storage->seen_as : other;
        held->bytes += storage->count * (int64_t)sizeof(float);
        held->storages++;
    }
    storage->seen_as = NULL;
}

static void count_tensor(void *tensor, void *plan)
{
    count(plan, tensor);
    count(plan, ((const Tensor *)tensor)->grad_room);
}

static void count_all(Plan *plan)
{
    raw_each(count_tensor, plan);
    for (const Node *node = tape_newest(); node; node = node->previous) {
        for (int i = 0; i < node->n_saved; i++)
            count(plan, node->saved[i]);
        count(plan, &node->dy);
    }
}

/* --- in words ----------------------------------------------------------------------------------------- */

static void largest_first(Held held[USES])
{
    for (int i = 1; i < USES; i++)
        for (int k = i; k > 0 && held[k].bytes > held[k - 1].bytes; k--) {
            Held smaller = held[k - 1];
            held[k - 1] = held[k];
            held[k] = smaller;
        }
}

/* Does it stay the same when a batch has fewer samples? */
static bool stays(const char *use)
{
    return use == memory_parameters || use == gradients || use == memory_optimiser || use == other;
}

typedef struct Lines {
    char text[ERROR_TEXT_SIZE];
    size_t n;
} Lines;

static void __attribute__((format(printf, 2, 3))) add(Lines *lines, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    if (lines->n < sizeof lines->text)
        lines->n += (size_t)vsnprintf(lines->text + lines->n, sizeof lines->text - lines->n, format, values);
    va_end(values);
}

static void add_held(Lines *lines, const char *use, int64_t bytes, int storages)
{
    add(lines, "\n  %8.1f MiB  %s", (double)bytes / (1024.0 * 1024.0), use);
    if (storages > 1)
        add(lines, ", %d of them", storages);
}

static void add_uses(Lines *lines, const Held held[USES], const PoolFull *full)
{
    Held rest = {0};
    int64_t named = 0;
    for (int i = 0; i < USES && held[i].storages; i++) {
        named += held[i].bytes;
        if (i < SHOWN && held[i].bytes >= WORTH_A_LINE) {
            add_held(lines, held[i].use, held[i].bytes, held[i].storages);
        } else {
            rest.bytes += held[i].bytes;
            rest.storages += held[i].storages;
        }
    }
    if (rest.storages)
        add_held(lines, "in smaller ones", rest.bytes, rest.storages);
    if (full->in_use - named > full->in_use / 100)
        add_held(lines, "elsewhere: within kernels, in other threads, by rounding up", full->in_use - named,
                 1);
}

/* The largest batch that comes as far as this one came; what follows in the step is not known. */
static int64_t batch_that_fits(const Held held[USES], const PoolFull *full)
{
    int64_t fixed = 0, room = full->room ? full->room : full->in_use;
    for (int i = 0; i < USES && held[i].storages; i++)
        fixed += stays(held[i].use) ? held[i].bytes : 0;
    int64_t grows = full->in_use - fixed + full->wanted;
    return room > fixed && grows > 0 ? (int64_t)((double)batch * (double)(room - fixed) / (double)grows) : 0;
}

/* In place of the hint of an error that was just set. Takes no memory. */
static void explain(const PoolFull *full)
{
    Error error;
    if (error_code() != ERR_MEMORY || !error_take(&error))
        return;
    Plan plan = {.device = full->device};
    mark_all();
    count_all(&plan);
    largest_first(plan.held);

    Lines lines = {.n = 0};
    int64_t fits = batch_that_fits(plan.held, full);
    if (fits > 0 && fits < batch)
        add(&lines,
            "a smaller batch, or smaller images: of this one's %" PRId64 " samples, %" PRId64
            " would have come as far as this. In use are",
            batch, fits);
    else
        add(&lines, "%s. In use are", mem_advice);
    add_uses(&lines, plan.held, full);
    memcpy(error.hint, lines.text, sizeof error.hint);
    error_put(&error);
}

void memory_plan_watch(void)
{
    pool_on_full(explain);
}

void memory_plan_name(const Tensor *t, const char *use)
{
    if (t && t->storage)
        t->storage->use = use;
}

void memory_plan_batch(int64_t n)
{
    batch = n;
}
