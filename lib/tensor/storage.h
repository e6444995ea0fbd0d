/* Payloads: device memory counted by the tensors and tape nodes that share it. Inside the library only. */
#ifndef TENSOR_STORAGE_H
#define TENSOR_STORAGE_H

#include "tensor/tensor.h"

struct Storage {
    const Kernels *device;
    void *memory;  /* what device->take returned, or few */
    int64_t count; /* floats                             */
    int owners;
    const char *use, *seen_as; /* autograd/memory_plan.h: what it is for; NULL: nothing special */
    _Alignas(64) float few[];  /* room for small tensors of the CPU                           */
};

/* n numbers from `offset` on, out to the program's memory and in from it. */
bool storage_read(const Storage *storage, int64_t offset, float *out, int64_t n);
bool storage_write(Storage *storage, int64_t offset, const float *values, int64_t n);

Storage *storage_new(const Kernels *device, int64_t count); /* owners = 1 */
void storage_free(Storage *storage);

/* owners - 1; freed at 0. */
static inline void storage_drop(Storage *storage)
{
    if (storage && --storage->owners == 0)
        storage_free(storage);
}

/* owners + 1; NULL stays NULL. */
static inline Storage *storage_share(Storage *storage)
{
    if (storage)
        storage->owners++;
    return storage;
}

/* t's numbers are these; NULL: none. */
static inline void storage_show(Tensor *t, Storage *storage)
{
    t->storage = storage;
    t->memory = storage ? storage->memory : NULL;
}

#endif
