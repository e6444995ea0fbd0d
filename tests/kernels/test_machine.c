/* Measuring the machine: numbers that can be, on any machine and under any load, and no memory. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernels/machine.h"

Test(machine, has_limits)
{
    cr_expect(machine_lanes() == 4 || machine_lanes() == 8 || machine_lanes() == 16);
    double peak = machine_peak(); /* operations per second */
    cr_expect(peak > 1e6 && peak < 1e13, "%g", peak);
    for (int threads = 1; threads <= 3; threads++) {
        double rate = machine_read_rate(100000, threads); /* bytes per second; not a whole number of lines */
        cr_expect(rate > 1e6 && rate < 1e14, "%g with %d threads", rate, threads);
    }
}

Test(machine, without_memory)
{
    mem_fail_after(1);
    double rate = machine_read_rate(1 << 16, 1);
    mem_fail_after(0);
    cr_expect(eq(dbl, rate, 0));
    cr_expect(eq(int, error_code(), ERR_MEMORY));
}
