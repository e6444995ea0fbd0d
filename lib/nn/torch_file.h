/* PyTorch's own weight files (.pth, .pt), read without running what they contain. (chapter 19) */
#ifndef NN_TORCH_FILE_H
#define NN_TORCH_FILE_H

#include "nn/safetensors.h"

/* Does the file begin as torch.save writes: as a zip archive since version 1.6, as a pickle before? */
bool is_torch_file(const char *path);

/* The named tensors of a state dict, as float32, shapes as stored. In the current scope. A checkpoint that
 * holds its state dict under "state_dict" or "model", beside an optimiser's state, is read too. ERR_FILE, or
 * ERR_FORMAT for a file as of before version 1.6, and for anything that is not a dictionary of tensors
 * (torch_pickle.h) or lies outside the file; together the tensors take no more memory than four times the
 * file. Files up to 2 GiB. */
TensorFile *torch_file_read(const char *path);

#endif
