/* Choosing the device: which platform and device, what it can do, and one queue to it. */
#include "kernels/opencl_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { MOST = 16 }; /* platforms, and devices of each: what a person can tell apart */

OpenclDevice opencl;

/* The few of the sixty codes that a person can do something about. */
static const char *status_text(cl_int status)
{
    switch (status) {
    case CL_OUT_OF_RESOURCES:
        return "out of resources: too large a work group, or a kernel that went astray";
    case CL_OUT_OF_HOST_MEMORY:
        return "the driver is out of memory";
    case CL_INVALID_WORK_GROUP_SIZE:
        return "the work group is too large for this device";
    case CL_INVALID_KERNEL_NAME:
        return "there is no such kernel";
    case CL_INVALID_KERNEL_ARGS:
    case CL_INVALID_ARG_SIZE:
    case CL_INVALID_ARG_INDEX:
        return "wrong arguments";
    default:
        return "the driver refuses";
    }
}

bool opencl_failed(const char *who, cl_int status)
{
    if (status == CL_MEM_OBJECT_ALLOCATION_FAILURE)
        return opencl_full(who);
    error_set(ERR_DEVICE, "opencl: %s: %s (status %d)", who, status_text(status), (int)status);
    return false;
}

/* All devices, platform by platform: [platform][device]. */
typedef struct Choice {
    cl_uint n_platforms;
    cl_platform_id platforms[MOST];
    cl_uint n_devices[MOST];
    cl_device_id devices[MOST][MOST];
} Choice;

static void list_devices(Choice *choice)
{
    memset(choice, 0, sizeof *choice);
    if (clGetPlatformIDs(MOST, choice->platforms, &choice->n_platforms) != CL_SUCCESS)
        choice->n_platforms = 0; /* the loader's way to say that there are none */
    if (choice->n_platforms > MOST)
        choice->n_platforms = MOST;
    for (cl_uint i = 0; i < choice->n_platforms; i++) {
        cl_uint *n = &choice->n_devices[i];
        if (clGetDeviceIDs(choice->platforms[i], CL_DEVICE_TYPE_ALL, MOST, choice->devices[i], n) !=
            CL_SUCCESS)
            *n = 0;
        if (*n > MOST)
            *n = MOST;
    }
}

static cl_device_type type_of(cl_device_id device)
{
    cl_device_type type = 0;
    clGetDeviceInfo(device, CL_DEVICE_TYPE, sizeof type, &type, NULL);
    return type;
}

/* "opencl:1:0" is platform 1, device 0; "opencl" the first GPU, or else whatever comes first. */
static bool choose(const char *where, const Choice *choice)
{
    unsigned platform = 0, device = 0;
    char rest;
    cl_uint all = 0;
    for (cl_uint i = 0; i < choice->n_platforms; i++)
        all += choice->n_devices[i];
    if (all == 0) {
        error_set(ERR_DEVICE, "opencl_open: %s: no OpenCL device on this machine", where);
        error_hint("install a driver: the maker's for a graphics card, or, for the processor, sudo apt-get "
                   "install pocl-opencl-icd");
        return false;
    }
    bool numbered = sscanf(where, "opencl:%3u:%3u%c", &platform, &device, &rest) == 2;
    if (!numbered && strcmp(where, "opencl") != 0) {
        error_set(ERR_DEVICE, "opencl_open: \"%s\" is no OpenCL device", where);
        error_hint("DEVICE=opencl, or DEVICE=opencl:PLATFORM:DEVICE with the numbers of make doctor");
        return false;
    }
    if (numbered && (platform >= choice->n_platforms || device >= choice->n_devices[platform])) {
        error_set(ERR_DEVICE, "opencl_open: %s: there is no device %u of platform %u", where, device,
                  platform);
        error_hint("make doctor lists what there is");
        return false;
    }
    bool found = numbered;
    for (int only_gpu = 1; only_gpu >= 0; only_gpu--)
        for (cl_uint i = 0; i < choice->n_platforms; i++)
            for (cl_uint k = 0; k < choice->n_devices[i] && !found; k++)
                if (!only_gpu || (type_of(choice->devices[i][k]) & CL_DEVICE_TYPE_GPU)) {
                    platform = i, device = k;
                    found = true;
                }
    opencl.platform = choice->platforms[platform];
    opencl.id = choice->devices[platform][device];
    return true;
}

/* What suits a processor is another thing than what suits a graphics card: tiles here, the order of reading
 * in reductions. OPENCL_AS=gpu or =cpu chooses against the driver's word, for tests and experiments. */
static bool works_as_cpu(void)
{
    const char *as = getenv("OPENCL_AS");
    if (as && as[0])
        return strcmp(as, "cpu") == 0;
    return (type_of(opencl.id) & CL_DEVICE_TYPE_CPU) != 0;
}

/* OPENCL_MEMORY=500 takes no more than 500 MiB: for a card that is shared, and for tests. */
static bool limit_memory(void)
{
    const char *limit = getenv("OPENCL_MEMORY");
    int64_t mib;
    char rest;
    if (!limit || !limit[0])
        return true;
    if (sscanf(limit, "%9" SCNd64 "%c", &mib, &rest) != 1 || mib < 1) {
        error_set(ERR_DEVICE, "opencl_open: OPENCL_MEMORY=%s: a number of MiB, from 1 on", limit);
        return false;
    }
    if (mib << 20 < opencl.bytes)
        opencl.bytes = mib << 20;
    return true;
}

/* Kernels are written in OpenCL C 1.2, and compiled by the driver. */
static bool understands_kernels(const char *where)
{
    char version[100] = "";
    int major = 0, minor = 0;
    cl_bool compiles = CL_TRUE;
    clGetDeviceInfo(opencl.id, CL_DEVICE_VERSION, sizeof version, version, NULL);
    clGetDeviceInfo(opencl.id, CL_DEVICE_COMPILER_AVAILABLE, sizeof compiles, &compiles, NULL);
    bool is_known = sscanf(version, "OpenCL %d.%d", &major, &minor) == 2;
    if (compiles && is_known && (major > 1 || minor >= 2))
        return true;
    error_set(ERR_DEVICE, "opencl_open: %s: this device has \"%s\"%s, wanted is OpenCL 1.2 and a compiler",
              where, version, compiles ? "" : " without a compiler");
    error_hint("make doctor lists what else there is");
    return false;
}

static void describe(void)
{
    char name[100] = "unknown";
    cl_ulong bytes = 0;
    cl_uint units = 1;
    clGetDeviceInfo(opencl.id, CL_DEVICE_NAME, sizeof name, name, NULL);
    clGetDeviceInfo(opencl.id, CL_DEVICE_GLOBAL_MEM_SIZE, sizeof bytes, &bytes, NULL);
    clGetDeviceInfo(opencl.id, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
    opencl.is_cpu = works_as_cpu();
    opencl.bytes = (int64_t)bytes;
    opencl.units = (int)units;
    snprintf(opencl.text, sizeof opencl.text, "opencl, %s, %.1f GiB", name + strspn(name, " "),
             (double)bytes / (1024.0 * 1024.0 * 1024.0));
}

bool opencl_device_open(const char *where)
{
    static Choice choice;
    if (!opencl_library_load())
        return false;
    list_devices(&choice);
    if (!choose(where, &choice) || !understands_kernels(where))
        return false;
    describe();
    if (!limit_memory())
        return false;
    cl_int status;
    opencl.context = clCreateContext(NULL, 1, &opencl.id, NULL, NULL, &status);
    if (status != CL_SUCCESS)
        return opencl_failed("clCreateContext", status);
    opencl.queue = clCreateCommandQueue(opencl.context, opencl.id, CL_QUEUE_PROFILING_ENABLE, &status);
    if (status != CL_SUCCESS)
        return opencl_failed("clCreateCommandQueue", status);
    return true;
}
