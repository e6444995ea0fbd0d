/* Devices and drivers that are not at hand: small ones, old ones, and those that refuse. OpenCL's functions
 * are found at run time, so a test can put others in their places. Runs with DEVICE=opencl. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "kernels/device.h"
#include "kernels/opencl.h"
#include "kernels/opencl_library.h"
#include "tests/support/on_device.h"

/* Here they are the names of what is in the structure, not calls. */
#undef clCreateProgramWithSource
#undef clEnqueueNDRangeKernel
#undef clEnqueueReadBuffer
#undef clEnqueueWriteBuffer
#undef clFinish
#undef clGetDeviceInfo
#undef clGetKernelWorkGroupInfo

static OpenclLibrary real;

static void load(void)
{
    only_on_opencl();
    unsetenv("OPENCL_TILING");
    setenv("OPENCL_CACHE", "", 1); /* no race, no files */
    cr_assert(opencl_library_load(), "%s", error_text());
    real = opencl_library;
}

TestSuite(opencl_driver, .init = load);

/* --- other devices --- */

static size_t most_items, most_of_kernel; /* work items of a group: the device's, and a kernel's */
static cl_ulong local_bytes;
static const char *version;

static cl_int other_device(cl_device_id device, cl_device_info what, size_t size, void *value, size_t *used)
{
    cl_int status = real.clGetDeviceInfo(device, what, size, value, used);
    if (what == CL_DEVICE_MAX_WORK_GROUP_SIZE && most_items)
        memcpy(value, &most_items, sizeof most_items);
    if (what == CL_DEVICE_LOCAL_MEM_SIZE && local_bytes)
        memcpy(value, &local_bytes, sizeof local_bytes);
    if (what == CL_DEVICE_VERSION && version)
        snprintf(value, size, "%s", version);
    return status;
}

static cl_int other_kernel(cl_kernel kernel, cl_device_id device, cl_kernel_work_group_info what, size_t size,
                           void *value, size_t *used)
{
    cl_int status = real.clGetKernelWorkGroupInfo(kernel, device, what, size, value, used);
    memcpy(value, &most_of_kernel, sizeof most_of_kernel);
    return status;
}

static int launches_too_large, launches_uneven;

static cl_int strict_launch(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *first,
                            const size_t *items, const size_t *group, cl_uint n_waits, const cl_event *waits,
                            cl_event *event)
{
    size_t in_group = 1;
    for (cl_uint i = 0; i < n_dims; i++) {
        in_group *= group[i];
        launches_uneven += items[i] % group[i] != 0;
    }
    launches_too_large += in_group > (n_dims == 1 ? most_of_kernel : most_items);
    return real.clEnqueueNDRangeKernel(queue, kernel, n_dims, first, items, group, n_waits, waits, event);
}

static void be_small(size_t items, size_t of_kernel, cl_ulong bytes)
{
    setenv("OPENCL_AS", "gpu", 1);
    most_items = items;
    most_of_kernel = of_kernel;
    local_bytes = bytes;
    opencl_library.clGetDeviceInfo = other_device;
    opencl_library.clGetKernelWorkGroupInfo = other_kernel;
    opencl_library.clEnqueueNDRangeKernel = strict_launch;
}

/* A net with every kind of launch: product, convolution, reduction, elementwise. */
static void expect_that_it_computes(void)
{
    Tensor *x = tensor_requires_grad(tensor_ones(SHAPE(2, 9, 7, 3)));
    Tensor *weight = tensor_full(SHAPE(5, 3, 3, 3), 0.5), *matrix = tensor_full(SHAPE(4, 5), 0.25);
    Tensor *y = tensor_conv(x, weight, NULL, (Conv){.pad = 1});
    Tensor *sum = tensor_sum(tensor_linear(tensor_mean(y, AXIS1 | AXIS2), matrix, NULL), ALL_AXES);
    cr_assert(tensor_backward(sum), "%s", error_text());
    /* (9 * 7 * 9 - 3 * (9 + 7) * 2 + 4) pairs of pixels for each of 3 channels, of 63 means */
    cr_expect(epsilon_eq(dbl, tensor_item(sum), 2 * 4 * 5 * 0.25 * 0.5 * 3 * 475 / 63, 1e-3));
    cr_expect(epsilon_eq(dbl, tensor_at(x->grad, 1, 4, 4, 0), 4 * 5 * 0.25 * 0.5 * 9 / 63, 1e-5));
    cr_expect(eq(int, launches_too_large, 0));
    cr_expect(eq(int, launches_uneven, 0));
}

Test(opencl_driver, groups_of_256_and_32_kilobytes_of_local_memory)
{
    be_small(256, 256, 32 << 10);
    expect_that_it_computes();
}

Test(opencl_driver, kernels_with_small_groups)
{
    be_small(256, 48, 32 << 10); /* not even a power of two */
    expect_that_it_computes();
}

Test(opencl_driver, groups_of_64_and_16_kilobytes_of_local_memory)
{
    be_small(64, 64, 16 << 10);
    expect_that_it_computes();
}

static void expect_no_device(const char *text)
{
    cr_expect(eq(ptr, (void *)device_current(), NULL));
    cr_expect(eq(int, error_code(), ERR_DEVICE));
    cr_expect(strstr(error_text(), text) != NULL, "%s", error_text());
    error_clear();
}

Test(opencl_driver, device_too_small_for_any_tile)
{
    be_small(1, 1, 16 << 10);
    expect_no_device("this device's work groups or its local memory are too small for products");
}

Test(opencl_driver, device_of_another_age)
{
    opencl_library.clGetDeviceInfo = other_device;
    version = "OpenCL 1.1 Mesa 7";
    expect_no_device("this device has \"OpenCL 1.1 Mesa 7\", wanted is OpenCL 1.2 and a compiler");
    version = "OpenCL 3.0 CUDA";
    cr_expect(device_current() != NULL, "%s", error_text());
}

/* --- drivers that refuse --- */

static cl_program broken_source(cl_context context, cl_uint n, const char **texts, const size_t *sizes,
                                cl_int *status)
{
    (void)n, (void)texts, (void)sizes;
    const char *text = "kernel void fill(global float *x)\n{\n    flaot y = x[0];\n}\n";
    return real.clCreateProgramWithSource(context, 1, &text, NULL, status);
}

Test(opencl_driver, kernels_that_do_not_compile_show_the_compilers_words)
{
    opencl_library.clCreateProgramWithSource = broken_source;
    cr_expect(eq(ptr, (void *)device_current(), NULL));
    cr_expect(eq(int, error_code(), ERR_DEVICE));
    cr_expect(strncmp(error_text(), "opencl: the kernels do not compile (status ", 43) == 0 &&
                  strstr(error_text(), "flaot"),
              "%s", error_text());
    error_clear();
}

static int refusals; /* of launches; -1: all of them */

static cl_int no_memory(cl_command_queue queue, cl_kernel kernel, cl_uint n_dims, const size_t *first,
                        const size_t *items, const size_t *group, cl_uint n_waits, const cl_event *waits,
                        cl_event *event)
{
    if (refusals != 0) {
        refusals -= refusals > 0;
        return CL_MEM_OBJECT_ALLOCATION_FAILURE;
    }
    return real.clEnqueueNDRangeKernel(queue, kernel, n_dims, first, items, group, n_waits, waits, event);
}

/* Many drivers look for memory when a kernel needs it, not when a buffer is made. */
Test(opencl_driver, memory_that_is_missing_at_a_launch)
{
    Tensor *x = tensor_requires_grad(tensor_ones(SHAPE(100))), *idle = tensor_ones(SHAPE(5000));
    cr_assert(idle != NULL, "%s", error_text());
    tensor_release(idle);
    cr_expect(gt(i64, opencl_stats().cached_bytes, 0));
    opencl_library.clEnqueueNDRangeKernel = no_memory;
    refusals = 1;
    cr_expect(epsilon_eq(dbl, tensor_at(tensor_add(x, x), 7), 2, 0), "%s", error_text());
    cr_expect(eq(i64, opencl_stats().cached_bytes, 0), "what waited was freed, and the launch tried again");
    refusals = -1;
    cr_expect(eq(ptr, tensor_add(x, x), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    cr_expect(strncmp(error_text(), "opencl: zip_ADD: the device's memory is full, ", 46) == 0, "%s",
              error_text());
    cr_expect(strstr(error_advice(), "In use are\n") != NULL, "%s", error_advice());
    error_clear();
    refusals = 0;
    cr_expect(tensor_add(x, x) != NULL, "and goes on");
}

/* --- waiting --- */

static int waits;

static cl_int counted_finish(cl_command_queue queue)
{
    waits++;
    return real.clFinish(queue);
}

static cl_int counted_read(cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size,
                           void *to, cl_uint n_waits, const cl_event *events, cl_event *event)
{
    waits++;
    return real.clEnqueueReadBuffer(queue, buffer, blocks, offset, size, to, n_waits, events, event);
}

static cl_int counted_write(cl_command_queue queue, cl_mem buffer, cl_bool blocks, size_t offset, size_t size,
                            const void *from, cl_uint n_waits, const cl_event *events, cl_event *event)
{
    waits += blocks == CL_TRUE;
    return real.clEnqueueWriteBuffer(queue, buffer, blocks, offset, size, from, n_waits, events, event);
}

Test(opencl_driver, program_runs_ahead_of_the_device)
{
    unsetenv("OPENCL_CHECK");
    expect_that_it_computes();
    opencl_library.clFinish = counted_finish;
    opencl_library.clEnqueueReadBuffer = counted_read;
    opencl_library.clEnqueueWriteBuffer = counted_write;
    Tensor *x = tensor_requires_grad(tensor_ones(SHAPE(64, 50))), *y = NULL;
    float numbers[64 * 50];
    for (int i = 0; i < 20; i++) {
        for (int k = 0; k < 64 * 50; k++)
            numbers[k] = (float)i;
        cr_assert(tensor_write(x, numbers), "%s", error_text());
        memset(numbers, 0xff, sizeof numbers); /* NaN */
        y = tensor_mean(tensor_softmax(tensor_matmul(x, tensor_transpose(x)), -1), ALL_AXES);
        cr_assert(tensor_backward(y), "%s", error_text());
    }
    cr_expect(eq(int, waits, 0), "nothing was waited for");
    cr_expect(epsilon_eq(dbl, tensor_item(y), 1.0 / 64, 1e-6));
    cr_expect(eq(int, waits, 1), "the number that is read");
    cr_expect(epsilon_eq(dbl, tensor_at(x, 63, 49), 19, 0), "what the caller had when he wrote");

    enum { LARGE = 17 << 20 };
    Tensor *large = tensor_zeros(SHAPE(LARGE));
    float *many = calloc(LARGE, sizeof *many);
    cr_assert(many != NULL);
    many[LARGE - 1] = 3;
    waits = 0;
    cr_expect(tensor_write(large, many) && tensor_at(large, LARGE - 1) == 3, "%s", error_text());
    cr_expect(eq(int, waits, 2), "what is too large to be put aside is waited for");
    free(many);
}

/* --- the table --- */

Test(opencl_driver, table_has_every_entry)
{
    enum { FIRST = 1, ENTRIES = sizeof(Kernels) / sizeof(void *) }; /* behind the name functions only */
    void *entries[ENTRIES];
    memcpy(entries, opencl_device_of_test(), sizeof entries);
    for (int i = FIRST; i < ENTRIES; i++)
        cr_expect(entries[i] != NULL, "entry %d behind the name", i);
}
