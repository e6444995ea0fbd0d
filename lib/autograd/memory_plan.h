/* What memory is used for, told when there is none left. Inside the library only. */
#ifndef AUTOGRAD_MEMORY_PLAN_H
#define AUTOGRAD_MEMORY_PLAN_H

#include "tensor/tensor.h"

/* From now on an error for want of memory in this thread has the plan as its hint: what this thread's scopes
 * and its tape hold, by use. Nothing is written down before: those are gone through when memory has run out.
 */
void memory_plan_watch(void);

/* What a tensor's numbers are for where that cannot be seen: parameters are known by their wanted gradients,
 * values by the op that made them. NULL is fine. `use` is kept, not copied. */
void memory_plan_name(const Tensor *t, const char *use);
extern const char memory_parameters[], memory_optimiser[], memory_batches[];

/* How many samples what is made from now on in this thread belongs to. */
void memory_plan_batch(int64_t n);

#endif
