/* The host's half of the OpenCL rungs: all that has to be said before a kernel of gpu.cl runs, in the order
 * in which it has to be said. lib/kernels/opencl_*.c do the same for a whole library. */
#include "gpu.h"

#include <stdlib.h>

#include "clblast.h"
#include "kernels/device.h"
#include "kernels/opencl_library.h" /* cl.h, without linking with OpenCL: see lib/kernels/opencl_library.c */
#include "ladder.h"
#include "rungs.h"

/* Handed to gpu.cl: vectors of sums that an item has in registers, and how often it adds to them where it
 * does nothing else. */
enum { ROWS = 12, TURNS = 256 };

/* All of it stays until the program ends. */
static struct Gpu {
    cl_device_id device;             /* who computes                                           */
    cl_context context;              /* what programs and buffers belong to                    */
    cl_command_queue queue;          /* what the device is to do, in this order                */
    cl_program program;              /* gpu.cl, compiled for it                                */
    int lanes;                       /* floats in a Vector: as many as it likes to do at once  */
    int n;                           /* of the matrices                                        */
    cl_mem a, b, c;                  /* them, in the device's memory                           */
    float *host_a, *host_b, *host_c; /* and in ours */
} gpu;

/* Every call gives a status, here or through a pointer; the first bad one is the program's error. */
static bool good(const char *call, cl_int status)
{
    if (status == CL_SUCCESS)
        return true;
    error_set(ERR_DEVICE, "gpu_products: %s fails with status %d", call, (int)status);
    return false;
}

/* --- 1. A device, a context, a queue -------------------------------------------------------------------- */

/* "opencl:1:0" is device 0 of platform 1, where a platform is an installed driver; "opencl" the first
 * graphics card, or else the first device of any kind: so chooses the library, too. */
static bool choose_device(const char *where)
{
    enum { MOST = 16 };
    cl_platform_id platforms[MOST];
    cl_device_id devices[MOST];
    cl_uint n_platforms = 0, platform = 0, device = 0;
    const bool numbered = sscanf(where, "opencl:%u:%u", &platform, &device) == 2;
    if (!good("clGetPlatformIDs", clGetPlatformIDs(MOST, platforms, &n_platforms)))
        return false;
    for (int any = numbered; any <= 1; any++)
        for (cl_uint p = 0; p < n_platforms && p < MOST; p++) {
            cl_uint n = 0;
            if (clGetDeviceIDs(platforms[p], any ? CL_DEVICE_TYPE_ALL : CL_DEVICE_TYPE_GPU, MOST, devices,
                               &n) == CL_SUCCESS &&
                (!numbered || p == platform) && device < n && device < MOST) {
                gpu.device = devices[device];
                return true;
            }
        }
    return good("clGetDeviceIDs", CL_DEVICE_NOT_FOUND);
}

static bool open_device(void)
{
    const char *where = getenv("DEVICE");
    cl_int status;
    if (!choose_device(where ? where : "opencl"))
        return false;
    gpu.context = clCreateContext(NULL, 1, &gpu.device, NULL, NULL, &status);
    if (!good("clCreateContext", status))
        return false;
    gpu.queue = clCreateCommandQueue(gpu.context, gpu.device, 0, &status);
    return good("clCreateCommandQueue", status);
}

/* --- 2. A program: compiled now, by the driver, because only it knows the device -------------------------
 */

static bool refused(void)
{
    static char log[4000];
    clGetProgramBuildInfo(gpu.program, gpu.device, CL_PROGRAM_BUILD_LOG, sizeof log - 1, log, NULL);
    error_set(ERR_DEVICE, "gpu_products: gpu.cl does not compile: %s", log);
    return false;
}

static bool build_program(void)
{
    cl_uint width = 0;
    clGetDeviceInfo(gpu.device, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, sizeof width, &width, NULL);
    gpu.lanes = width >= 16 ? 16 : width >= 8 ? 8 : 4;

    size_t size;
    cl_int status;
    const char *text = (const char *)file_read("chapters/15_speed/gpu.cl", 0, &size);
    const char *options = scope_text("-cl-std=CL1.2 -DLANES=%d -DVector=float%d -DROWS=%d -DTURNS=%d",
                                     gpu.lanes, gpu.lanes, ROWS, TURNS);
    if (!text || !options)
        return false;
    gpu.program = clCreateProgramWithSource(gpu.context, 1, &text, &size, &status);
    if (!good("clCreateProgramWithSource", status))
        return false;
    status = clBuildProgram(gpu.program, 1, &gpu.device, options, NULL, NULL);
    return status == CL_SUCCESS || refused();
}

/* --- 3. Buffers: the device has a memory of its own ------------------------------------------------------
 */

static cl_mem buffer(int64_t floats)
{
    cl_int status;
    cl_mem memory =
        clCreateBuffer(gpu.context, CL_MEM_READ_WRITE, sizeof(float) * (size_t)floats, NULL, &status);
    return good("clCreateBuffer", status) ? memory : NULL;
}

static size_t bytes(void)
{
    return sizeof(float) * (size_t)gpu.n * (size_t)gpu.n;
}

/* CL_TRUE: wait until it is done. */
static bool upload(cl_mem to, const float *from)
{
    return good("clEnqueueWriteBuffer",
                clEnqueueWriteBuffer(gpu.queue, to, CL_TRUE, 0, bytes(), from, 0, NULL, NULL));
}

/* The result comes to host_c. What stays behind is no number, lest the next kernel be praised for it. */
static void fetch(void *work)
{
    (void)work;
    const float none = NAN;
    if (good("clEnqueueReadBuffer",
             clEnqueueReadBuffer(gpu.queue, gpu.c, CL_TRUE, 0, bytes(), gpu.host_c, 0, NULL, NULL)))
        good("clEnqueueFillBuffer",
             clEnqueueFillBuffer(gpu.queue, gpu.c, &none, sizeof none, 0, bytes(), 0, NULL, NULL));
}

static bool make_buffers(void)
{
    const int64_t size = (int64_t)gpu.n * gpu.n;
    gpu.host_a = random_numbers(size), gpu.host_b = random_numbers(size), gpu.host_c = random_numbers(size);
    gpu.a = buffer(size), gpu.b = buffer(size), gpu.c = buffer(size);
    return error_ok() && upload(gpu.a, gpu.host_a) && upload(gpu.b, gpu.host_b);
}

/* --- 4. A launch: so many items, in groups of so many ----------------------------------------------------
 */

typedef struct Launch {
    cl_kernel kernel;
    size_t items[2], group[2]; /* in dimensions 0 and 1; a group of 0 x 0: as the driver likes */
} Launch;

/* Puts it into the queue, and waits until it is done. */
static void launch(void *work)
{
    const Launch *l = work;
    cl_int status = clEnqueueNDRangeKernel(gpu.queue, l->kernel, 2, NULL, l->items,
                                           l->group[0] ? l->group : NULL, 0, NULL, NULL);
    if (good("clEnqueueNDRangeKernel", status))
        good("clFinish", clFinish(gpu.queue));
}

/* A kernel of gpu.cl by its name; NULL, with an error, where it has none. For as long as the scope. */
static Launch *launch_of(const char *name, int items_0, int items_1, int group)
{
    cl_int status;
    Launch *l = scope_alloc(sizeof *l);
    if (!l)
        return NULL;
    *l = (Launch){.kernel = clCreateKernel(gpu.program, name, &status),
                  .items = {(size_t)items_0, (size_t)items_1},
                  .group = {(size_t)group, (size_t)group}};
    return good(name, status) ? l : NULL;
}

static bool argument(Launch *l, cl_uint place, size_t size, const void *value)
{
    return l && good("clSetKernelArg", clSetKernelArg(l->kernel, place, size, value));
}

/* A rung: every kernel here takes n, a, b and c. */
static void add_kernel(Ladder *ladder, const char *title, const char *name, int items_0, int items_1,
                       int group)
{
    Launch *l = launch_of(name, items_0, items_1, group);
    if (argument(l, 0, sizeof(cl_int), &gpu.n) && argument(l, 1, sizeof gpu.a, &gpu.a) &&
        argument(l, 2, sizeof gpu.b, &gpu.b) && argument(l, 3, sizeof gpu.c, &gpu.c))
        ladder_add(ladder, (Rung){title, launch, l, 1, .allowed = 1e-5, .fetch = fetch});
}

/* --- What the others do ----------------------------------------------------------------------------------
 */

static void three_loops(void *work)
{
    (void)work;
    steps[0].multiply(gpu.n, gpu.host_a, gpu.host_b, gpu.host_c);
}

static struct Views {
    View a, b, c;
} views; /* in buffers that the library has taken on the same device */

static void library(void *work)
{
    const Kernels *kernels = work;
    float one;
    if (kernels->gemm(&(Gemm){.a = &views.a, .b = &views.b, .c = &views.c}))
        kernels->download(views.c.memory, 0, &one, 1); /* waits */
}

static void fetch_of_library(void *work)
{
    const Kernels *kernels = work;
    kernels->download(views.c.memory, 0, gpu.host_c, (int64_t)gpu.n * gpu.n);
}

static void add_library(Ladder *ladder)
{
    const Kernels *kernels = device_current();
    const int64_t size = (int64_t)gpu.n * gpu.n;
    views.a = (View){.n_dims = 2, .shape = {gpu.n, gpu.n}, .stride = {gpu.n, 1}};
    views.b = views.c = views.a;
    views.a.memory = kernels->take(size), views.b.memory = kernels->take(size);
    views.c.memory = kernels->take(size);
    if (views.a.memory && views.b.memory && views.c.memory &&
        kernels->upload(views.a.memory, 0, gpu.host_a, size) &&
        kernels->upload(views.b.memory, 0, gpu.host_b, size))
        ladder_add(ladder, (Rung){"the library", library, (void *)kernels, 1, .allowed = 1e-5,
                                  .fetch = fetch_of_library});
}

static ClblastSgemm *clblast_sgemm;

static void clblast(void *work)
{
    (void)work;
    const size_t n = (size_t)gpu.n;
    if (good("CLBlastSgemm", clblast_sgemm(CLBLAST_ROW_MAJOR, CLBLAST_AS_IS, CLBLAST_AS_IS, n, n, n, 1, gpu.a,
                                           0, n, gpu.b, 0, n, 0, gpu.c, 0, n, (void **)&gpu.queue, NULL)))
        good("clFinish", clFinish(gpu.queue));
}

static void add_clblast(Ladder *ladder)
{
    clblast_sgemm = clblast_open();
    if (clblast_sgemm)
        ladder_add(ladder, (Rung){"CLBlast", clblast, NULL, 1, .allowed = 1e-5, .fetch = fetch});
}

/* --- What the device can do ------------------------------------------------------------------------------
 */

/* The fastest of a few. */
static double seconds_of(Launch *l)
{
    double best = INFINITY;
    for (int i = 0; i < 20 && l && error_ok(); i++) {
        double start = clock_seconds();
        launch(l);
        best = fmin(best, clock_seconds() - start);
    }
    return best;
}

/* Operations per second, in registers; prints that, and what it costs to have anything done elsewhere. */
static double measure(void)
{
    cl_uint units = 1;
    const float half = 0.5f;
    clGetDeviceInfo(gpu.device, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
    const int items = 2048 * (int)units;
    cl_mem out = buffer((int64_t)items * gpu.lanes);
    Launch *arithmetic = launch_of("only_arithmetic", items, 1, 0), *nothing = launch_of("nothing", 1, 1, 0);
    if (!argument(arithmetic, 0, sizeof out, &out) || !argument(arithmetic, 1, sizeof half, &half))
        return 0;
    double peak = 2.0 * ROWS * TURNS * gpu.lanes * items / seconds_of(arithmetic);
    double empty = seconds_of(nothing), start = clock_seconds();
    upload(gpu.a, gpu.host_a), upload(gpu.b, gpu.host_b), fetch(NULL);
    printf("multiply and add %.1f GFLOP/s; a launch of nothing %.0f us; a and b there, c back %.2f ms\n",
           1e-9 * peak, 1e6 * empty, 1e3 * (clock_seconds() - start));
    clReleaseMemObject(out);
    return peak;
}

/* --- All of it -------------------------------------------------------------------------------------------
 */

bool gpu_chosen(void)
{
    const Kernels *kernels = device_current();
    return kernels && strcmp(kernels->name, "opencl") == 0;
}

bool gpu_products(int n, double seconds)
{
    gpu.n = n;
    puts("\n--- A matrix product on the device");
    if (!open_device() || !build_program() || !make_buffers())
        return false;
    Ladder ladder = {.what = scope_text("%d x %d times %d x %d", n, n, n, n),
                     .operations = 2.0 * n * n * n,
                     .bytes = 3 * (double)bytes(),
                     .peak = measure(),
                     .result = gpu.host_c,
                     .count = (int64_t)n * n};
    ladder_add(&ladder, (Rung){"three loops in C, one core", three_loops, NULL, 1, .allowed = 0});
    add_kernel(&ladder, "one work item, one number", "one_number", n, n, 0);
    add_kernel(&ladder, "tiles in local memory", "local_tiles", n, n, 16);
    add_kernel(&ladder, "a tile of sums each", "tile_of_sums", n / 4, n / 4, 8);
    add_kernel(&ladder, "a tile for a processor", "own_registers", n / ROWS, n / gpu.lanes, 0);
    add_library(&ladder);
    add_clblast(&ladder);
    if (error_ok() && ladder_climb(&ladder, seconds) && error_ok())
        ladder_print(&ladder);
    return error_ok();
}
