/* From the program's memory to the device's, without waiting for it: the numbers are copied aside first,
 * where the queue finds them when it comes to it, and the caller may change his own at once. So the next
 * batch is on its way while the device still works on the last one. */
#include "kernels/opencl_part.h"

#include <string.h>

#include "base/memory.h"

/* Each part holds what one upload brings until the device has taken it. What is larger is waited for. */
enum { PARTS = 2, MOST_BYTES = 64 << 20 };

static unsigned char *aside; /* PARTS of `room` bytes each */
static size_t room;
static cl_event taken[PARTS]; /* NULL: nothing is on its way */
static int next_part;

static void wait_until_taken(int part)
{
    if (!taken[part])
        return;
    clWaitForEvents(1, &taken[part]);
    clReleaseEvent(taken[part]);
    taken[part] = NULL;
}

void upload_forget(void)
{
    for (int part = 0; part < PARTS; part++)
        wait_until_taken(part);
    mem_free(aside);
    aside = NULL;
    room = 0;
}

/* So that a part can hold n bytes; false with ERR_MEMORY. */
static bool make_room(size_t n)
{
    if (n <= room)
        return true;
    upload_forget();
    aside = mem_alloc(PARTS * n);
    room = aside ? n : 0;
    return aside != NULL;
}

cl_int upload_bytes(cl_mem to, size_t offset, const void *from, size_t n)
{
    cl_event *event = NULL;
    cl_int status;
    if (n <= MOST_BYTES) {
        if (!make_room(n))
            return CL_OUT_OF_HOST_MEMORY;
        wait_until_taken(next_part);
        from = memcpy(aside + (size_t)next_part * room, from, n);
        event = &taken[next_part];
        next_part = (next_part + 1) % PARTS;
    }
    do
        status = clEnqueueWriteBuffer(opencl.queue, to, event ? CL_FALSE : CL_TRUE, offset, n, from, 0, NULL,
                                      event);
    while (opencl_try_again(status));
    return status == CL_SUCCESS && event ? clFlush(opencl.queue) : status;
}
