/* Inside the OpenCL table: the device, its memory, and how kernels are launched.
 *
 * The host's half of a kernel is in opencl_NAME.c, the device's half in opencl_NAME.cl beside it. The host
 * looks at sizes, decides how many work items there are, and puts the launch into a queue; it does not wait.
 * The queue is in order, so memory can be given back, and used again, as soon as the launch is queued.
 *
 * Errors of the driver set ERR_DEVICE. */
#ifndef KERNELS_OPENCL_PART_H
#define KERNELS_OPENCL_PART_H

#include "kernels/kernels.h"
#include "kernels/opencl_library.h"
#include "kernels/opencl_shared.h"

/* How a matrix product is cut up: opencl_product.cl says what the numbers mean. */
typedef struct OpenclTiling {
    int group_rows, group_cols;   /* work items of a group                        */
    int tile_rows, tile_cols;     /* of c, in the registers of an item            */
    int repeat_rows, repeat_cols; /* tiles of an item                             */
    int depth;                    /* products of a sum between two loads          */
    bool a_by_rows;               /* a's part in local memory                     */
} OpenclTiling;

/* opencl_device.c: the one device of the process. */
typedef struct OpenclDevice {
    cl_platform_id platform;
    cl_device_id id;
    cl_context context;
    cl_command_queue queue;
    cl_program program;
    bool is_cpu;
    int units; /* compute units: cores, or what comes nearest */
    int64_t bytes;
    const OpenclTiling *tilings; /* those that may suit it, the usual one first */
    OpenclTiling tiling;         /* the one in use                              */
    char text[160];
} OpenclDevice;
extern OpenclDevice opencl;

bool opencl_device_open(const char *where);
/* ERR_DEVICE: "who: what failed (status -N)", or ERR_MEMORY. Returns false. */
bool opencl_failed(const char *who, cl_int status);

/* opencl_program.c: compile the kernels, or take them from the cache on disk. */
bool opencl_program_build(void);
/* Only gemm, quickly and past the cache; false, without an error, where the compiler refuses. */
bool opencl_program_compile_gemm(void);
/* Forget the program, for another one. */
void opencl_program_close(void);
/* Where something about this device is kept, in the current scope: the file's name is made of `what`, the
 * kernels' text, the device and its driver. NULL, without an error, where nothing is kept. */
char *opencl_cache_path(const char *what, const char *extension);
/* opencl_source.c, made from the .cl files by make: their names and texts, and a NULL. */
typedef struct OpenclSource {
    const char *name, *text;
} OpenclSource;
extern const OpenclSource opencl_sources[];

/* opencl_tiling.c: choose opencl.tiling, by a race of about a second if that was never done on this device.
 */
bool opencl_tiling_choose(void);
/* As options for the compiler. */
void opencl_tiling_text(const OpenclTiling *t, char *text, size_t size);

/* opencl_memory.c */
typedef struct OpenclMemory OpenclMemory;
void *opencl_take(int64_t n);
void opencl_give(void *memory);
void opencl_trim(void); /* free what waits for reuse */
/* After a status: is it worth another try, since memory was full and something could be freed? Called with
 * the lock. */
bool opencl_try_again(cl_int status);
/* ERR_MEMORY: the driver has no room for what `who` does. Returns false. */
bool opencl_full(const char *who);
void opencl_forget(void); /* the same, and count anew from 0 */
bool opencl_upload(void *memory, int64_t offset, const float *from, int64_t n);
bool opencl_download(const void *memory, int64_t offset, float *to, int64_t n);
cl_mem opencl_buffer(const void *memory);

/* opencl_upload.c, called with the lock: queue a copy of n bytes, which may be changed at once, and free the
 * memory that this takes. */
cl_int upload_bytes(cl_mem to, size_t offset, const void *from, size_t n);
void upload_forget(void);

/* opencl_launch.c: a kernel's arguments in their order, then the launch.
 *
 *   Launch launch = launch_begin("fill");
 *   launch_view(&launch, out);
 *   launch_int(&launch, n);
 *   return launch_run(&launch, n);
 *
 * From begin to run other threads wait. What goes wrong in between is told by launch_run. */
typedef struct Launch {
    const char *name;
    cl_kernel kernel;
    size_t group; /* items of a group that launch_run may make */
    cl_uint n_args;
    cl_int status;
} Launch;
Launch launch_begin(const char *kernel);
void launch_bytes(Launch *launch, size_t size, const void *value);
void launch_int(Launch *launch, int64_t value);
void launch_float(Launch *launch, float value);
/* Two arguments: the buffer, and the view's first element in it; NULL gives NULL and 0. */
void launch_view(Launch *launch, const View *view);
void launch_memory(Launch *launch, const void *memory); /* one argument */
/* For kernels that use numbers from outside as places: where they report one that does not fit. */
void launch_fault(Launch *launch);
/* Queue at least n work items, in groups of GROUP or of as many as the device has for this kernel; the kernel
 * skips those past the end. */
bool launch_run(Launch *launch, int64_t n);
/* Queue groups of exactly these sizes. */
bool launch_groups(Launch *launch, const size_t groups[3], const size_t group_size[3]);
/* Has any kernel reported a number that does not fit? Then ERR_VALUE and false. Waits for the queue. */
bool launch_check_faults(void);
void launch_forget_kernels(void); /* those of a program that is closed */
double opencl_clock(void);

enum { GROUP = 128 };

/* The counts and lists that opencl_stats gives; each is guarded by the lock. */
void opencl_lock(void);
void opencl_unlock(void);
extern int64_t opencl_launches;

/* Views of equal shape as few nested loops, outermost first; operand 0 is the output. opencl_walk.c */
Walk walk_of(int n_operands, const View *const views[]);

/* The table's entries, each in the file of its name. */
bool opencl_fill(const View *out, float value);
bool opencl_copy(const View *x, const View *out);
bool opencl_map(MapOp op, float p, float q, const View *x, const View *out);
bool opencl_zip(ZipOp op, float p, float q, const View *a, const View *b, const View *out);
bool opencl_reduce(ReduceOp op, const View *x, const View *out);
bool opencl_argmax(const View *x, const View *out);
bool opencl_gather(const View *table, const View *index, const View *rows);
bool opencl_scatter_add(const View *rows, const View *index, const View *table);
bool opencl_pick(const View *x, const View *index, const View *out);
bool opencl_pick_grad(const View *dout, const View *index, const View *dx);
bool opencl_gemm(const Gemm *how);
bool opencl_product(const char *kernel, const Product *p, const View *a, const View *b, const View *c,
                    const View *bias, const View *add);
bool opencl_conv(const Convolution *how);
int64_t opencl_conv_packed_size(const Convolution *how);
bool opencl_conv_pack(const Convolution *how);
bool opencl_conv_grad_input(const Convolution *how);
bool opencl_conv_grad_weight(const Convolution *how);
bool opencl_pool(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner);
bool opencl_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner,
                      const View *dx);
bool opencl_norm_stats(const View *x, const View *mean, const View *var);
bool opencl_norm_apply(const Norm *how, const View *y);
bool opencl_norm_grad(const Norm *how, const View *y, const View *dy, const View *dx, const View *dgamma,
                      const View *dbeta, const View *dadd);
bool opencl_norm_pool(const Norm *how, const Window *window, const View *y, const View *winner);
bool opencl_norm_pool_grad(const Norm *how, const Window *window, const View *dy, const View *winner,
                           const View *dx, const View *dgamma, const View *dbeta);
bool opencl_softmax(bool log, const View *x, const View *y);
bool opencl_softmax_grad(bool log, const View *y, const View *dy, const View *dx);
bool opencl_dropout_mask(uint64_t key, float p, const View *out);
bool opencl_augment(const Augmentation *how);
bool opencl_sgd(const SgdStep *how, const View *p, const View *grad, const View *velocity);
bool opencl_adam(const AdamStep *how, const View *p, const View *grad, const View *average,
                 const View *square);
bool opencl_adapt(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
                  const View *m);

#endif
