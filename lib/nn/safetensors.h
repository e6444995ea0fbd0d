/* Model files: safetensors, so that any other tool can read them, and reading one never runs code. (chapter
 * 22) */
#ifndef NN_SAFETENSORS_H
#define NN_SAFETENSORS_H

#include "nn/metadata.h"
#include "nn/module.h"

enum { SAFETENSORS_MOST_HEADER = 1 << 20, SAFETENSORS_MOST_METADATA = 1000 };

/* The named tensors of a file: float32 (F16 and BF16 are widened), shapes as stored. In the current scope. */
typedef struct TensorFile {
    Metadata metadata;
    int n;
    const char **names;
    Tensor **tensors;
} TensorFile;

/* ERR_FILE, or ERR_FORMAT naming the file and what is wrong: every offset, size and name is checked against
 * the file's size before it is used, and together the tensors take no more memory than twice the file. Files
 * up to 2 GiB; headers up to 1 MiB (thousands of tensors), because JSON made for it takes 45 times as much
 * memory; up to 1000 metadata. */
TensorFile *safetensors_read(const char *path);
/* Only the header is read, and checked: what is this file? */
bool safetensors_metadata(const char *path, Metadata *metadata);
/* Float32, in the order given; written to a temporary file and renamed. metadata may be NULL. ERR_VALUE for a
 * name twice, or one that is not UTF-8, and for more than may be read again. */
bool safetensors_write(const char *path, int n, const char **names, Tensor **tensors,
                       const Metadata *metadata);
/* The same with 16 bits for each number instead of 32: half the file. ERR_VALUE for numbers above 65,504. */
bool safetensors_write_float16(const char *path, int n, const char **names, Tensor **tensors,
                               const Metadata *metadata);

/* A net's state (weights and buffers). Convolution weights, (k, kh, kw, c) in memory, are stored as PyTorch
 * has them, (k, c, kh, kw); they are known by their four axes and a name that ends in "weight". */
bool nn_save(Module *net, const char *path, const Metadata *metadata);
/* The same as safetensors_write_float16. */
bool nn_save_float16(Module *net, const char *path, const Metadata *metadata);
/* Into a net of the same structure. ERR_FORMAT lists missing, extra and mis-shaped names; the net is then
 * unchanged. The file's metadata go to *metadata, in the current scope, when that is not NULL. */
bool nn_load(Module *net, const char *path, Metadata *metadata);
/* The same, but for the tensors whose names begin with `end`, such as "fc.": the net keeps its own, and what
 * the file has of them, in whatever shape, is not asked for. For nets that were trained on other classes. */
bool nn_load_without(Module *net, const char *path, const char *end);

#endif
