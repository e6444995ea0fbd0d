/* Tests that run on whatever device DEVICE names, and what they must know about it. */
#ifndef SUPPORT_ON_DEVICE_H
#define SUPPORT_ON_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/error.h"
#include "base/pool.h"
#include "kernels/device.h"
#include "kernels/opencl.h"

/* Is DEVICE=opencl, or opencl:P:D, in the environment? */
static inline bool on_opencl(void)
{
    const char *name = getenv("DEVICE");
    return name && strncmp(name, "opencl", strlen("opencl")) == 0;
}

/* Held by tensors that live, wherever that is, and the most so far. */
static inline int64_t tensor_bytes(void)
{
    return on_opencl() ? opencl_stats().live_bytes : pool_stats().live_bytes;
}

static inline int64_t tensor_bytes_peak(void)
{
    return on_opencl() ? opencl_stats().peak_bytes : pool_stats().peak_bytes;
}

/* For tests of OpenCL's. */
static inline void only_on_opencl(void)
{
    if (!on_opencl())
        cr_skip_test("DEVICE=opencl runs this");
}

/* The device, open. */
static inline const Kernels *opencl_device_of_test(void)
{
    only_on_opencl();
    const Kernels *device = device_current();
    cr_assert(device != NULL, "%s; %s", error_text(), error_advice());
    return device;
}

/* For tests of the CPU's own promises: its bits, or what it keeps in the program's memory. */
#define SKIP_ON_OPENCL(reason)    \
    do {                          \
        if (on_opencl())          \
            cr_skip_test(reason); \
    } while (0)

#endif
