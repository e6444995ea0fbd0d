/* Making a trained net faster to use. (chapter 22) */
#ifndef NN_FOLD_H
#define NN_FOLD_H

#include "nn/module.h"

/* In use, a batch norm is a fixed scale and shift of each channel, and so may as well be in the weights and
 * bias of the convolution before it. Folds every batch norm that directly follows a convolution among a
 * module's children, if the net uses both only there, sets the net to evaluation and freezes it. Its answers
 * differ by rounding only. It cannot be trained or saved after that: load it again. Weights are brought into
 * the kernels' order at the first answer about pictures of a new size, and kept: that takes up to four times
 * the weights' memory again. cost: one pass over the weights */
bool nn_fold(Module *net);

#endif
