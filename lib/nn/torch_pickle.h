/* The inside of a PyTorch file: a pickle that describes a dictionary of tensors. */
#ifndef NN_TORCH_PICKLE_H
#define NN_TORCH_PICKLE_H

#include "nn/numbers.h"

/* A tensor as the pickle describes it: a view into an entry of the archive. */
typedef struct PickledTensor {
    const char *name;    /* its key: "layer1.0.conv1.weight"                 */
    const char *storage; /* the name of the entry with its numbers           */
    NumberType type;
    int64_t storage_count; /* numbers in that entry                          */
    int64_t offset;        /* of the first one of this tensor, in numbers    */
    Shape shape;
    int64_t stride[MAX_DIMS];
} PickledTensor;

typedef struct StateDict {
    int n;
    PickledTensor *tensors; /* in the order of the file */
} StateDict;

/* A pickle is a program for a small machine, and Python's machine will call any function that the file
 * names: loading a stranger's file there is running his code. This machine knows some thirty instructions
 * that a dictionary of tensors takes and four functions by name; whatever else the file asks for is refused
 * with ERR_FORMAT. `path` is for messages. All in the current scope. cost: memory of at most a hundred times
 * the pickle's size, some kilobytes for a net. */
StateDict *pickle_read(const char *path, const uint8_t *pickle, int64_t bytes);

#endif
