/* The same product on a graphics card, or on whatever else speaks OpenCL. */
#ifndef CHAPTER_15_GPU_H
#define CHAPTER_15_GPU_H

#include <stdbool.h>

/* Does DEVICE name an OpenCL device? Without OpenCL there is none, and chapter_begin has said how to get it.
 */
bool gpu_chosen(void);

/* Climbs the kernels of chapters/15_speed/gpu.cl with n x n matrices, n as in rungs.h, each at least for so
 * many seconds, and prints them. ERR_DEVICE with the driver's or its compiler's words. */
bool gpu_products(int n, double seconds);

#endif
