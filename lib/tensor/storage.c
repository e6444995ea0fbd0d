/* Counted payloads. */
#include "tensor/storage.h"

#include "base/pool.h" /* headers are small and come with every tensor: recycled like the payloads */

enum { FEW = 16 }; /* floats: a cache line */

/* The CPU's memory is the program's own: there, a few numbers lie behind their header, in one block. */
Storage *storage_new(const Kernels *device, int64_t count)
{
    Storage *storage = device ? pool_take(sizeof *storage + FEW * sizeof(float)) : NULL;
    if (!storage)
        return NULL;
    bool few = device == &kernels_cpu && count <= FEW;
    void *memory = few ? storage->few : device->take(count);
    if (!memory) {
        pool_give(storage);
        return NULL;
    }
    *storage = (Storage){.device = device, .memory = memory, .count = count, .owners = 1};
    return storage;
}

void storage_free(Storage *storage)
{
    if (storage->memory != storage->few)
        storage->device->give(storage->memory);
    pool_give(storage);
}

bool storage_read(const Storage *storage, int64_t offset, float *out, int64_t n)
{
    return storage->device->download(storage->memory, offset, out, n);
}

bool storage_write(Storage *storage, int64_t offset, const float *values, int64_t n)
{
    return storage->device->upload(storage->memory, offset, values, n);
}
