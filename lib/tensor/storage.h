/* Payloads: device memory counted by the tensors and tape nodes that share it. Inside the library only. */
#ifndef TENSOR_STORAGE_H
#define TENSOR_STORAGE_H

#include "tensor/tensor.h"

struct Storage {
    const Kernels *device;
    void *memory;  /* what device->take returned */
    int64_t count; /* floats                     */
    int owners;
};

Storage *storage_new(const Kernels *device, int64_t count); /* owners = 1 */
Storage *storage_share(Storage *storage);                   /* owners + 1; NULL stays NULL */
void storage_drop(Storage *storage);                        /* owners - 1, freed at 0      */

#endif
