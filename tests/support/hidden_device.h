/* A device whose memory the program cannot reach, as a GPU's is: what `take` returns is a number that points
 * nowhere, and only this device's kernels know what lies behind it. They unwrap their views, check that each
 * lies within its storage, and let the CPU do the work. What runs here runs on any device behind the table.
 */
#ifndef SUPPORT_HIDDEN_DEVICE_H
#define SUPPORT_HIDDEN_DEVICE_H

#include "kernels/kernels.h"

extern const Kernels kernels_hidden;

/* Views that were not this device's, or reached outside their storage, since the program began: 0 is right.
 */
int hidden_device_faults(void);
/* Kernels called so far. */
int64_t hidden_device_calls(void);

#endif
