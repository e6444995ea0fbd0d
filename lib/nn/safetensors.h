/* Model files: safetensors, so that any other tool can read them, and reading one never runs code. (chapter
 * 22) */
#ifndef NN_SAFETENSORS_H
#define NN_SAFETENSORS_H

#include "nn/metadata.h"
#include "nn/module.h"
#include "nn/precision.h"

enum { SAFETENSORS_MOST_HEADER = 1 << 20, SAFETENSORS_MOST_METADATA = 1000 };

/* The named tensors of a file: float32 (what is narrower is widened), shapes as stored. In the current scope.
 * An I8 tensor "x" is whole numbers: they come multiplied by the tensor "x.scale", which then is not among
 * the others: float32, one finite number above 0 for each element of x's first axis. */
typedef struct TensorFile {
    Metadata metadata;
    int n;
    const char **names;
    Tensor **tensors;
} TensorFile;

/* ERR_FILE, or ERR_FORMAT naming the file and what is wrong: every offset, size and name is checked against
 * the file's size before it is used, and together the tensors take no more memory than four times the file.
 * Files up to 2 GiB; headers up to 1 MiB (thousands of tensors), because JSON made for it takes 45 times as
 * much memory; up to 1000 metadata. */
TensorFile *safetensors_read(const char *path);
/* Only the header is read, and checked: what is this file? */
bool safetensors_metadata(const char *path, Metadata *metadata);
/* Float32, in the order given; written to a temporary file and renamed. metadata may be NULL. ERR_VALUE for a
 * name twice, or one that is not UTF-8, and for more than may be read again. */
bool safetensors_write(const char *path, int n, const char **names, Tensor **tensors,
                       const Metadata *metadata);
/* The same in another precision. With PRECISION_INT8, a tensor "x" of two axes or more is kept as precision.h
 * says: I8, with its scales in "x.scale"; all others stay float32. */
bool safetensors_write_as(const char *path, int n, const char **names, Tensor **tensors,
                          const Metadata *metadata, Precision precision);

/* A net's state (weights and buffers). Convolution weights, (k, kh, kw, c) in memory, are stored as PyTorch
 * has them, (k, c, kh, kw); they are known by their four axes and a name that ends in "weight". */
bool nn_save(Module *net, const char *path, const Metadata *metadata);
/* The same as safetensors_write_as. */
bool nn_save_as(Module *net, const char *path, const Metadata *metadata, Precision precision);
/* Into a net of the same structure. ERR_FORMAT lists missing, extra and mis-shaped names; the net is then
 * unchanged. The file's metadata go to *metadata, in the current scope, when that is not NULL. */
bool nn_load(Module *net, const char *path, Metadata *metadata);
/* The same, but for the tensors whose names begin with `end`, such as "fc.": the net keeps its own, and what
 * the file has of them, in whatever shape, is not asked for. For nets that were trained on other classes. */
bool nn_load_without(Module *net, const char *path, const char *end);

#endif
