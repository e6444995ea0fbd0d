/* In place of the OpenCL device where the library is built without OpenCL: says how to get it. */
#include "kernels/opencl.h"

#include "base/error.h"

const Kernels *opencl_open(const char *where)
{
    error_set(ERR_DEVICE, "opencl_open: %s: this was built without OpenCL", where);
    error_hint("sudo apt-get install ocl-icd-opencl-dev opencl-headers, and a driver: the maker's for a "
               "graphics card, or pocl-opencl-icd for the processor; then build again");
    return NULL;
}

const char *opencl_text(void)
{
    return NULL;
}

OpenclStats opencl_stats(void)
{
    return (OpenclStats){0};
}

void *opencl_queue(void)
{
    return NULL;
}

void *opencl_mem(const void *memory)
{
    (void)memory;
    return NULL;
}
