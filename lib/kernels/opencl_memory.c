/* Memory on the device: recycled in size classes as base/pool.c does it, and the two ways between device and
 * program.
 *
 * To make a buffer costs the driver up to a millisecond, and a training step makes hundreds of the same sizes
 * again and again. So a buffer that is given back waits for the next taker. */
#include "kernels/opencl_part.h"

#include <inttypes.h>
#include <pthread.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool_hook.h"
#include "kernels/opencl.h"

enum {
    CLASSES = 4 * 40,
    SMALLEST = 256,
    MOST_NUMBERS = INT32_MAX - 1023, /* so that the items of the last group, too, have an int for a number */
};

struct OpenclMemory {
    cl_mem buffer;
    int64_t capacity; /* bytes */
    int class;
    struct OpenclMemory *next; /* while it waits */
};

static OpenclMemory *waiting[CLASSES];
static OpenclStats stats;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void opencl_lock(void)
{
    pthread_mutex_lock(&mutex);
}

void opencl_unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

OpenclStats opencl_stats(void)
{
    opencl_lock();
    OpenclStats now = stats;
    now.launches = opencl_launches;
    opencl_unlock();
    return now;
}

/* The smallest class that holds `bytes`, four to a power of two: 256, 320, 384, 448, 512, 640, ... */
static int class_of(int64_t bytes, int64_t *capacity)
{
    int64_t power = SMALLEST;
    int class = 0;
    while (2 * power <= bytes) {
        power *= 2;
        class += 4;
    }
    *capacity = power;
    while (*capacity < bytes) {
        *capacity += power / 4;
        class ++;
    }
    return class;
}

static void free_waiting(void)
{
    for (int class = 0; class < CLASSES; class ++)
        while (waiting[class]) {
            OpenclMemory *memory = waiting[class];
            waiting[class] = memory->next;
            stats.cached_bytes -= memory->capacity;
            clReleaseMemObject(memory->buffer);
            mem_free(memory);
        }
}

bool opencl_try_again(cl_int status)
{
    if (status != CL_MEM_OBJECT_ALLOCATION_FAILURE || stats.cached_bytes == 0)
        return false;
    clFinish(opencl.queue);
    free_waiting();
    return true;
}

void opencl_trim(void)
{
    opencl_lock();
    free_waiting();
    upload_forget();
    opencl_unlock();
}

void opencl_forget(void)
{
    opencl_lock();
    free_waiting();
    stats = (OpenclStats){0};
    opencl_launches = 0;
    opencl_unlock();
}

static double mib(int64_t bytes)
{
    return (double)bytes / (1024.0 * 1024.0);
}

static void no_room(int64_t wanted, cl_int status)
{
    cl_ulong in_one_piece = 0;
    clGetDeviceInfo(opencl.id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, sizeof in_one_piece, &in_one_piece, NULL);
    if (status == CL_INVALID_BUFFER_SIZE)
        error_set(ERR_MEMORY, "opencl: no room for %.1f MiB: in one piece this device gives at most %.1f",
                  mib(wanted), mib((int64_t)in_one_piece));
    else
        error_set(ERR_MEMORY,
                  "opencl: no room for %.1f MiB more: %.1f MiB are in use (at most so far: %.1f), the device "
                  "has %.1f",
                  mib(wanted), mib(stats.live_bytes), mib(stats.peak_bytes), mib(opencl.bytes));
    pool_tell_full(
        &(PoolFull){.device = "opencl", .wanted = wanted, .in_use = stats.live_bytes, .room = opencl.bytes});
}

bool opencl_full(const char *who)
{
    OpenclStats now = opencl_stats();
    error_set(ERR_MEMORY,
              "opencl: %s: the device's memory is full, with %.1f of its %.1f MiB used by this program", who,
              mib(now.live_bytes), mib(opencl.bytes));
    pool_tell_full(&(PoolFull){.device = "opencl", .in_use = now.live_bytes, .room = opencl.bytes});
    return false;
}

/* A buffer is only a promise until a kernel needs it: some drivers notice then that there is no room, and the
 * queue fails. So the count is kept here, and what does not fit is refused at once. */
static cl_mem new_buffer(int64_t capacity)
{
    cl_int status = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    cl_mem buffer = NULL;
    do
        if (stats.live_bytes + stats.cached_bytes + capacity <= opencl.bytes)
            buffer = clCreateBuffer(opencl.context, CL_MEM_READ_WRITE, (size_t)capacity, NULL, &status);
    while (opencl_try_again(status));
    if (status == CL_SUCCESS)
        return buffer;
    no_room(capacity, status);
    return NULL;
}

static OpenclMemory *take(int64_t bytes)
{
    int64_t capacity;
    int class = class_of(bytes, &capacity);
    OpenclMemory *memory = class < CLASSES ? waiting[class] : NULL;
    if (memory) {
        waiting[class] = memory->next;
        stats.cached_bytes -= capacity;
    } else {
        memory = mem_alloc(sizeof *memory);
        if (!memory)
            return NULL;
        *memory = (OpenclMemory){.buffer = new_buffer(capacity), .capacity = capacity, .class = class};
        if (!memory->buffer) {
            mem_free(memory);
            return NULL;
        }
    }
    stats.live_bytes += capacity;
    if (stats.live_bytes > stats.peak_bytes)
        stats.peak_bytes = stats.live_bytes;
    return memory;
}

void *opencl_take(int64_t n)
{
    if (n > MOST_NUMBERS) {
        error_set(ERR_MEMORY, "opencl: a tensor of %" PRId64 " numbers; this device counts to %d", n,
                  MOST_NUMBERS);
        return NULL;
    }
    opencl_lock();
    OpenclMemory *memory = take(n * (int64_t)sizeof(float));
    opencl_unlock();
    return memory;
}

void opencl_give(void *block)
{
    OpenclMemory *memory = block;
    if (!memory)
        return;
    opencl_lock();
    stats.live_bytes -= memory->capacity;
    stats.cached_bytes += memory->capacity;
    memory->next = waiting[memory->class];
    waiting[memory->class] = memory;
    opencl_unlock();
}

cl_mem opencl_buffer(const void *memory)
{
    return ((const OpenclMemory *)memory)->buffer;
}

bool opencl_upload(void *memory, int64_t offset, const float *from, int64_t n)
{
    if (n == 0)
        return true;
    opencl_lock();
    stats.uploads++;
    cl_int status =
        upload_bytes(opencl_buffer(memory), (size_t)offset * sizeof(float), from, (size_t)n * sizeof(float));
    opencl_unlock();
    return status == CL_SUCCESS || opencl_failed("upload", status);
}

/* The one place where the program waits for the device, and so the place where it learns of what went wrong
 * since it last did. */
bool opencl_download(const void *memory, int64_t offset, float *to, int64_t n)
{
    if (n == 0)
        return true;
    opencl_lock();
    stats.downloads++;
    cl_int status =
        clEnqueueReadBuffer(opencl.queue, opencl_buffer(memory), CL_TRUE, (size_t)offset * sizeof(float),
                            (size_t)n * sizeof(float), to, 0, NULL, NULL);
    opencl_unlock();
    return (status == CL_SUCCESS || opencl_failed("download", status)) && launch_check_faults();
}
