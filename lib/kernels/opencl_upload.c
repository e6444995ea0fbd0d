/* From the program's memory to the device's, without waiting for it: the numbers are copied aside first,
 * where the queue finds them when it comes to it, and the caller may change his own at once. So the next
 * batch is on its way while the device still works on the last one. */
#include "kernels/opencl_part.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* Each holds what one upload brings until the device has taken it. What is larger is waited for. */
enum { ASIDE = 2, MOST_BYTES = 64 << 20 };

typedef struct Aside {
    void *bytes;
    size_t room;
    cl_event taken; /* NULL: nothing is on its way */
} Aside;

static Aside asides[ASIDE];
static int next_aside;

static void wait_until_taken(Aside *aside)
{
    if (!aside->taken)
        return;
    clWaitForEvents(1, &aside->taken);
    clReleaseEvent(aside->taken);
    aside->taken = NULL;
}

void upload_forget(void)
{
    for (int i = 0; i < ASIDE; i++) {
        wait_until_taken(&asides[i]);
        mem_free(asides[i].bytes);
        asides[i] = (Aside){0};
    }
}

/* A free place with so much room; NULL, without an error, where there is none. */
static Aside *place_for(size_t n)
{
    Aside *aside = &asides[next_aside];
    next_aside = (next_aside + 1) % ASIDE;
    wait_until_taken(aside);
    if (aside->room >= n)
        return aside;
    Error earlier;
    bool had_error = error_take(&earlier);
    mem_free(aside->bytes);
    aside->bytes = mem_alloc(n);
    aside->room = aside->bytes ? n : 0;
    error_clear();
    if (had_error)
        error_put(&earlier);
    return aside->bytes ? aside : NULL;
}

cl_int upload_bytes(cl_mem to, size_t offset, const void *from, size_t n)
{
    Aside *aside = n <= MOST_BYTES ? place_for(n) : NULL;
    cl_int status;
    if (aside)
        from = memcpy(aside->bytes, from, n);
    do
        status = clEnqueueWriteBuffer(opencl.queue, to, aside ? CL_FALSE : CL_TRUE, offset, n, from, 0, NULL,
                                      aside ? &aside->taken : NULL);
    while (opencl_try_again(status));
    return status == CL_SUCCESS && aside ? clFlush(opencl.queue) : status;
}
