/* Finding OpenCL on the machine where the program runs. */
#include "kernels/opencl_library.h"

#include <dlfcn.h>
#include <stddef.h>

#include "base/error.h"

OpenclLibrary opencl_library;

#define NAME(function) #function,
static const char *const names[] = {OPENCL_FUNCTIONS(NAME)};
enum { FUNCTIONS = sizeof names / sizeof *names };

static void *open_library(void)
{
#ifdef __APPLE__
    static const char *const files[] = {"/System/Library/Frameworks/OpenCL.framework/OpenCL"};
#else
    static const char *const files[] = {"libOpenCL.so.1", "libOpenCL.so"};
#endif
    void *library = NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files && !library; i++)
        library = dlopen(files[i], RTLD_NOW);
    if (!library) {
        error_set(ERR_DEVICE, "opencl_open: there is no OpenCL on this machine (%s)", dlerror());
        error_hint(
            "sudo apt-get install ocl-icd-libopencl1, and a driver: the maker's for a graphics card, or "
            "pocl-opencl-icd for the processor");
    }
    return library;
}

bool opencl_library_load(void)
{
    static void *library;
    if (library)
        return true;
    void *found = open_library();
    void *(*pointers)[FUNCTIONS] = (void *(*)[FUNCTIONS]) & opencl_library; /* it consists of them */
    for (int i = 0; found && i < FUNCTIONS; i++)
        if (!((*pointers)[i] = dlsym(found, names[i]))) {
            error_set(ERR_DEVICE, "opencl_open: the OpenCL on this machine has no %s: it is older than 1.2",
                      names[i]);
            return false;
        }
    library = found;
    return library != NULL;
}
