/* OpenCL's functions, found when a device is opened and not when the program starts: what was built with
 * OpenCL runs where there is none. Calls look as they always do. */
#ifndef KERNELS_OPENCL_LIBRARY_H
#define KERNELS_OPENCL_LIBRARY_H

#include <stdbool.h>

#define CL_TARGET_OPENCL_VERSION 120
#ifdef __APPLE__
#include <OpenCL/cl.h>
#else
#include <CL/cl.h>
#endif

#define OPENCL_FUNCTIONS(F)      \
    F(clBuildProgram)            \
    F(clCreateBuffer)            \
    F(clCreateCommandQueue)      \
    F(clCreateContext)           \
    F(clCreateKernel)            \
    F(clCreateProgramWithBinary) \
    F(clCreateProgramWithSource) \
    F(clEnqueueFillBuffer)       \
    F(clEnqueueNDRangeKernel)    \
    F(clEnqueueReadBuffer)       \
    F(clEnqueueWriteBuffer)      \
    F(clFinish)                  \
    F(clFlush)                   \
    F(clGetDeviceIDs)            \
    F(clGetDeviceInfo)           \
    F(clGetEventProfilingInfo)   \
    F(clGetKernelWorkGroupInfo)  \
    F(clGetPlatformIDs)          \
    F(clGetPlatformInfo)         \
    F(clGetProgramBuildInfo)     \
    F(clGetProgramInfo)          \
    F(clReleaseEvent)            \
    F(clReleaseKernel)           \
    F(clReleaseMemObject)        \
    F(clReleaseProgram)          \
    F(clSetKernelArg)            \
    F(clWaitForEvents)

#define OPENCL_POINTER(function) __typeof__(function) *function;
typedef struct OpenclLibrary {
    OPENCL_FUNCTIONS(OPENCL_POINTER)
} OpenclLibrary;
#undef OPENCL_POINTER

extern OpenclLibrary opencl_library;

/* Fill opencl_library; nothing is done the second time. False with ERR_DEVICE and how to get it where no
 * OpenCL is installed. */
bool opencl_library_load(void);

#define clBuildProgram            opencl_library.clBuildProgram
#define clCreateBuffer            opencl_library.clCreateBuffer
#define clCreateCommandQueue      opencl_library.clCreateCommandQueue
#define clCreateContext           opencl_library.clCreateContext
#define clCreateKernel            opencl_library.clCreateKernel
#define clCreateProgramWithBinary opencl_library.clCreateProgramWithBinary
#define clCreateProgramWithSource opencl_library.clCreateProgramWithSource
#define clEnqueueFillBuffer       opencl_library.clEnqueueFillBuffer
#define clEnqueueNDRangeKernel    opencl_library.clEnqueueNDRangeKernel
#define clEnqueueReadBuffer       opencl_library.clEnqueueReadBuffer
#define clEnqueueWriteBuffer      opencl_library.clEnqueueWriteBuffer
#define clFinish                  opencl_library.clFinish
#define clFlush                   opencl_library.clFlush
#define clGetDeviceIDs            opencl_library.clGetDeviceIDs
#define clGetDeviceInfo           opencl_library.clGetDeviceInfo
#define clGetEventProfilingInfo   opencl_library.clGetEventProfilingInfo
#define clGetKernelWorkGroupInfo  opencl_library.clGetKernelWorkGroupInfo
#define clGetPlatformIDs          opencl_library.clGetPlatformIDs
#define clGetPlatformInfo         opencl_library.clGetPlatformInfo
#define clGetProgramBuildInfo     opencl_library.clGetProgramBuildInfo
#define clGetProgramInfo          opencl_library.clGetProgramInfo
#define clReleaseEvent            opencl_library.clReleaseEvent
#define clReleaseKernel           opencl_library.clReleaseKernel
#define clReleaseMemObject        opencl_library.clReleaseMemObject
#define clReleaseProgram          opencl_library.clReleaseProgram
#define clSetKernelArg            opencl_library.clSetKernelArg
#define clWaitForEvents           opencl_library.clWaitForEvents

#endif
