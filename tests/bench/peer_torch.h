/* PyTorch, where it is installed; peer_torch.py has the cases. */
#ifndef BENCH_PEER_TORCH_H
#define BENCH_PEER_TORCH_H

#include "tests/bench/peer.h"

/* What makes PyTorch fast on a CPU and is not its default: the allocator keeps large blocks instead of giving
 * them back to the system after each use. */
static inline void torch_tune(void)
{
    setenv("ATEN_CPU_CAPABILITY", "avx512", 0);
    setenv("MALLOC_MMAP_MAX_", "0", 0);
    setenv("MALLOC_TRIM_THRESHOLD_", "20000000000", 0);
    setenv("MALLOC_TOP_PAD_", "268435456", 0);
}

/* Start this script of tests/bench, from the root of the repository; reply then holds PyTorch's version.
 * False where it is not installed. */
static inline bool torch_start(Peer *torch, const char *script, void (*prepare)(void))
{
    const char *pythons[] = {getenv("PYTHON"), "python3", "/usr/bin/python3"};
    for (size_t i = 0; i < sizeof(pythons) / sizeof(pythons[0]); i++)
        if (pythons[i] && peer_start(torch, pythons[i], script, prepare))
            return true;
    return false;
}

/* tuned: with torch_tune's settings, else as it is installed. */
static inline bool torch_open(Peer *torch, bool tuned)
{
    return torch_start(torch, "tests/bench/peer_torch.py", tuned ? torch_tune : NULL);
}

#endif
