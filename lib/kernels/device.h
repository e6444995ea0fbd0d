/* Which table of kernels new tensors use. */
#ifndef KERNELS_DEVICE_H
#define KERNELS_DEVICE_H

#include "kernels/kernels.h"

/* The table in use: DEVICE from the environment at first ("cpu" when unset). NULL with ERR_DEVICE for an
 * unknown name. */
const Kernels *device_current(void);
/* Choose by name ("cpu", "opencl", "opencl:1:0"; see opencl.h), or hand in a table; for tensors made from now
 * on.
 */
bool device_select(const char *name);
void device_use(const Kernels *kernels);

#endif
