/* Out of memory: the error says what holds it, by what it is for. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "kernels/device.h"
#include "autograd/memory_plan.h"
#include "tests/support/on_device.h"

enum { SIDE = 512 }; /* a megabyte */

Test(memory_plan, is_the_hint_of_an_error)
{
    SKIP_ON_OPENCL("makes the program's own allocations fail; tests/device has the device's");
    Tensor *weight = tensor_requires_grad(tensor_ones(SHAPE(SIDE, SIDE)));
    Tensor *x = tensor_ones(SHAPE(SIDE, SIDE)), *first = tensor_matmul(x, weight);
    Tensor *second = tensor_matmul(first, weight), *view = tensor_reshape(second, SHAPE(SIDE * SIDE));
    memory_plan_batch(100);
    cr_assert(tensor_exp(view) != NULL, "%s", error_text());
    tensor_release(first); /* the tape still holds it */

    pool_trim();
    mem_fail_after(2); /* the header comes first */
    cr_expect(eq(ptr, tensor_empty(SHAPE(3 * SIDE, SIDE)), NULL));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    cr_expect(strncmp(error_text(), "out of memory: 31", 17) == 0, "%s", error_text());
    /* 4 of the 6 MiB in use grow with the batch, and with the 3 wanted they would be 7. */
    cr_expect(
        eq(str, (char *)error_advice(),
           "a smaller batch, or smaller images: of this one's 100 samples, 57 would have come as far as "
           "this. In use are\n"
           "       3.0 MiB  matmul, 3 of them\n"
           "       1.0 MiB  exp\n"
           "       1.0 MiB  gradients\n"
           "       1.0 MiB  parameters"));
    error_clear();
    cr_expect(tensor_empty(SHAPE(3 * SIDE, SIDE)) != NULL, "and goes on");
}
