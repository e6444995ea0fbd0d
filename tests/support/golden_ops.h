/* The ops that tests/golden/ops.txt names, callable by name. */
#ifndef SUPPORT_GOLDEN_OPS_H
#define SUPPORT_GOLDEN_OPS_H

#include "tests/support/golden.h"

/* The case's op on its inputs and constants; NULL for a name it does not know. */
Tensor *golden_run(const Golden *golden);

/* Every case of the file, forward and backward, against what PyTorch gave: |difference| <= 1e-5 + 2e-5 *
 * |value|. complain is told of each difference. Returns the number of cases. */
int golden_check(const char *path, void (*complain)(const char *name, const char *what));

#endif
