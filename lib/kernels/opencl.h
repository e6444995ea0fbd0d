/* The other device: a graphics card, or whatever else an OpenCL 1.2 driver offers. (chapter 15) */
#ifndef KERNELS_OPENCL_H
#define KERNELS_OPENCL_H

#include "kernels/kernels.h"

/* Open the device that `where` names, "opencl" or "opencl:PLATFORM:DEVICE" with the numbers of `make doctor`,
 * and give its table of kernels; "opencl" takes the first GPU, else the first device of any kind. A process
 * has one such device, opened once. NULL with ERR_DEVICE and what to do about it: this library was built
 * without OpenCL, there is no driver or no such device, or its compiler refuses the kernels. */
const Kernels *opencl_open(const char *where);

/* "opencl, NVIDIA H100, 78 GiB"; NULL before opencl_open. */
const char *opencl_text(void);

/* What has crossed between program and device so far, and what the device holds: in a training step nothing
 * should cross but the batch. Zeros before opencl_open. */
typedef struct OpenclStats {
    int64_t uploads, downloads; /* calls                                          */
    int64_t launches;           /* of kernels                                     */
    int64_t live_bytes;         /* taken and not given back                       */
    int64_t peak_bytes;         /* the most so far                                */
    int64_t cached_bytes;       /* given back, waiting for reuse                  */
} OpenclStats;
OpenclStats opencl_stats(void);

/* For other people's OpenCL libraries beside this one: the queue, a cl_command_queue, and the cl_mem behind
 * what Kernels.take gave. NULL before opencl_open. */
void *opencl_queue(void);
void *opencl_mem(const void *memory);

#endif
