/* Lists the OpenCL devices of this machine as DEVICE wants them, one to a line: for tools/doctor, which
 * compiles it itself because it must work where nothing is built yet. */
#define CL_TARGET_OPENCL_VERSION 120
#ifdef __APPLE__
#include <OpenCL/cl.h>
#else
#include <CL/cl.h>
#endif
#include <stdio.h>

enum { MOST = 16 };

int main(void)
{
    cl_platform_id platforms[MOST];
    cl_uint n_platforms = 0;
    if (clGetPlatformIDs(MOST, platforms, &n_platforms) != CL_SUCCESS)
        return 0; /* the loader's way to say that there is no driver */
    for (cl_uint i = 0; i < n_platforms && i < MOST; i++) {
        cl_device_id devices[MOST];
        cl_uint n = 0;
        if (clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_ALL, MOST, devices, &n) != CL_SUCCESS)
            continue;
        for (cl_uint k = 0; k < n && k < MOST; k++) {
            char device[200] = "", platform[200] = "";
            cl_ulong bytes = 0;
            clGetDeviceInfo(devices[k], CL_DEVICE_NAME, sizeof device, device, NULL);
            clGetDeviceInfo(devices[k], CL_DEVICE_GLOBAL_MEM_SIZE, sizeof bytes, &bytes, NULL);
            clGetPlatformInfo(platforms[i], CL_PLATFORM_NAME, sizeof platform, platform, NULL);
            printf("DEVICE=opencl:%u:%u, %s, %.1f GiB (%s)\n", (unsigned)i, (unsigned)k, device,
                   (double)bytes / (1024.0 * 1024.0 * 1024.0), platform);
        }
    }
    return 0;
}
