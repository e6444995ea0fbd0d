/* Exercise 10.4, fix: a net that never says no. */
#ifndef EX4_LAST_H
#define EX4_LAST_H

#include "chapters/exercise.h"

#include "lib.h"

/* Layer after layer: a matrix product, and between two layers a ReLU. Somebody wrote it with a shorter loop,
 * and now the answers of the sigmoid behind it are never below one half: every picture is a seven. Why?
 *
 *   x         (n, sizes of the first layer)
 *   layers    n_layers matrices, each (in, out), the out of one being the in of the next
 *   returns   (n, out of the last): scores, which may be any numbers */
Tensor *net(Tensor *x, Tensor **layers, int n_layers);

#endif
