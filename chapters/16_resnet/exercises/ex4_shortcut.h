/* Exercise 16.4, fill: a shortcut by hand. */
#ifndef EX4_SHORTCUT_H
#define EX4_SHORTCUT_H

#include "autograd/ops.h"
#include "chapters/exercise.h"

/* What torchvision's blocks do to x where the picture is halved and gets more channels: a 1 x 1 convolution
 * of stride 2. Without a convolution: take the places 0, 2, 4 ... down and across, and multiply the channels
 * of each with one matrix.
 *
 *   x        (n, h, w, c), h and w even
 *   weight   (k, c): a row for each channel that comes out
 *   returns  (n, h / 2, w / 2, k)
 *
 * tensor_reshape can split an axis in two, and tensor_slice can take a part of one: of (.., h / 2, 2, ..) it
 * is the second of the two axes that tells even rows from odd ones. tensor_matmul multiplies matrices. */
Tensor *shortcut(Tensor *x, Tensor *weight);

#endif
