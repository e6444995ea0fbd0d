/* The number of threads of the kernels. */
#include "base/threads.h"

#ifdef _OPENMP
#include <omp.h>

int threads_count(void)
{
    return omp_get_max_threads();
}

void threads_set(int count)
{
    omp_set_num_threads(count < 1 ? 1 : count);
}

int threads_index(void)
{
    return omp_get_thread_num();
}
#else
int threads_count(void)
{
    return 1;
}

void threads_set(int count)
{
    (void)count;
}

int threads_index(void)
{
    return 0;
}
#endif
