/* Launching kernels: arguments, groups, the clock, and what kernels complain about. */
#include "kernels/opencl_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

enum { MOST_KERNELS = 128, MOST_EVENTS = 1024 };

/* Kernel objects, made when they are first asked for. */
static Launch kernels[MOST_KERNELS];
static int n_kernels;

/* A kernel that needs many registers may have smaller groups than others. */
static size_t group_of(cl_kernel kernel)
{
    size_t most = GROUP, group = GROUP;
    clGetKernelWorkGroupInfo(kernel, opencl.id, CL_KERNEL_WORK_GROUP_SIZE, sizeof most, &most, NULL);
    while (group > most && group > 1)
        group /= 2;
    return group;
}

static Launch kernel_named(const char *name)
{
    for (int i = 0; i < n_kernels; i++)
        if (kernels[i].name == name || strcmp(kernels[i].name, name) == 0)
            return kernels[i];
    Launch launch = {.name = name, .status = CL_SUCCESS};
    launch.kernel = clCreateKernel(opencl.program, name, &launch.status);
    if (launch.status == CL_SUCCESS) {
        launch.group = group_of(launch.kernel);
        if (n_kernels < MOST_KERNELS)
            kernels[n_kernels++] = launch;
    }
    return launch;
}

void launch_forget_kernels(void)
{
    while (n_kernels > 0)
        clReleaseKernel(kernels[--n_kernels].kernel);
}

Launch launch_begin(const char *name)
{
    opencl_lock();
    return kernel_named(name);
}

void launch_bytes(Launch *launch, size_t size, const void *value)
{
    if (launch->status == CL_SUCCESS)
        launch->status = clSetKernelArg(launch->kernel, launch->n_args++, size, value);
}

void launch_int(Launch *launch, int64_t value)
{
    cl_int number = (cl_int)value;
    launch_bytes(launch, sizeof number, &number);
}

void launch_float(Launch *launch, float value)
{
    launch_bytes(launch, sizeof value, &value);
}

void launch_memory(Launch *launch, const void *memory)
{
    cl_mem buffer = memory ? opencl_buffer(memory) : NULL;
    launch_bytes(launch, sizeof buffer, memory ? &buffer : NULL);
}

void launch_view(Launch *launch, const View *view)
{
    launch_memory(launch, view ? view->memory : NULL);
    launch_int(launch, view ? view->offset : 0);
}

/* --- the clock: how long the device has worked --- */

static cl_event events[MOST_EVENTS];
static int n_events;
static bool timing;
static double worked;
int64_t opencl_launches;

static void add_up_events(void)
{
    clFinish(opencl.queue);
    for (int i = 0; i < n_events; i++) {
        cl_ulong start = 0, end = 0;
        clGetEventProfilingInfo(events[i], CL_PROFILING_COMMAND_START, sizeof start, &start, NULL);
        clGetEventProfilingInfo(events[i], CL_PROFILING_COMMAND_END, sizeof end, &end, NULL);
        worked += 1e-9 * (double)(end - start);
        clReleaseEvent(events[i]);
    }
    n_events = 0;
}

double opencl_clock(void)
{
    opencl_lock();
    if (!timing)
        worked = clock_seconds(); /* as good a start as any, and not 0 */
    timing = true;
    add_up_events();
    double now = worked;
    opencl_unlock();
    return now;
}

/* --- launching --- */

/* Ends what launch_begin began. */
static bool queue(Launch *launch, int n_dims, const size_t *items, const size_t *group)
{
    if (timing && n_events == MOST_EVENTS)
        add_up_events();
    if (launch->status == CL_SUCCESS) {
        do
            launch->status = clEnqueueNDRangeKernel(opencl.queue, launch->kernel, (cl_uint)n_dims, NULL,
                                                    items, group, 0, NULL, timing ? &events[n_events] : NULL);
        while (opencl_try_again(launch->status));
        n_events += timing && launch->status == CL_SUCCESS;
        opencl_launches++;
    }
    opencl_unlock();
    return launch->status == CL_SUCCESS || opencl_failed(launch->name, launch->status);
}

bool launch_run(Launch *launch, int64_t n)
{
    if (n == 0) {
        opencl_unlock();
        return true;
    }
    size_t group = launch->group ? launch->group : 1, items = ((size_t)n + group - 1) / group * group;
    return queue(launch, 1, &items, &group);
}

bool launch_groups(Launch *launch, const size_t groups[3], const size_t group_size[3])
{
    size_t items[3];
    for (int i = 0; i < 3; i++)
        items[i] = groups[i] * group_size[i];
    return queue(launch, 3, items, group_size);
}

/* --- numbers that are no places --- */

static cl_mem fault;
static bool fault_possible; /* a kernel that may report one was launched since the last look */

void launch_fault(Launch *launch)
{
    static const cl_int none[FAULT_SIZE];
    if (!fault && launch->status == CL_SUCCESS)
        fault = clCreateBuffer(opencl.context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, sizeof none,
                               (void *)none, &launch->status);
    fault_possible = true;
    launch_bytes(launch, sizeof fault, &fault);
}

static cl_int read_fault(cl_int found[FAULT_SIZE])
{
    cl_int zero = 0;
    cl_int status = clEnqueueReadBuffer(opencl.queue, fault, CL_TRUE, 0, FAULT_SIZE * sizeof *found, found, 0,
                                        NULL, NULL);
    if (status == CL_SUCCESS && found[0])
        status = clEnqueueWriteBuffer(opencl.queue, fault, CL_TRUE, 0, sizeof zero, &zero, 0, NULL, NULL);
    return status;
}

bool launch_check_faults(void)
{
    static const char *const entries[] = {[FAULT_GATHER] = "tensor_gather",
                                          [FAULT_SCATTER_ADD] = "tensor_gather",
                                          [FAULT_PICK] = "tensor_nll",
                                          [FAULT_PICK_GRAD] =
                                              "tensor_one_hot, or the way back of tensor_nll"};
    cl_int found[FAULT_SIZE] = {0}, status = CL_SUCCESS;
    opencl_lock();
    if (fault_possible)
        status = read_fault(found);
    fault_possible = false;
    opencl_unlock();
    if (status != CL_SUCCESS)
        return opencl_failed("clEnqueueReadBuffer", status);
    if (!found[0])
        return true;
    float number;
    memcpy(&number, &found[3], sizeof number);
    error_set(ERR_VALUE, "%s: index %g at position %d, with %d to choose from", entries[found[1]],
              (double)number, (int)found[2], (int)found[4]);
    error_hint("indices and labels are whole numbers from 0 to %d", (int)found[4] - 1);
    return false;
}
