/* CLBlast, a library of products for OpenCL, where it is installed: opened while the program runs, so that
 * building needs nothing. Of OpenCL's types only pointers are needed. */
#ifndef CHAPTER_15_CLBLAST_H
#define CHAPTER_15_CLBLAST_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

enum { CLBLAST_ROW_MAJOR = 101, CLBLAST_AS_IS = 111, CLBLAST_TRANSPOSED = 112 };

/* c = alpha a b + beta c, with a cl_mem, its first float and the floats from row to row for each; queue
 * points to a cl_command_queue. 0 says that it is queued. */
typedef int ClblastSgemm(int order, int a_trans, int b_trans, size_t m, size_t n, size_t k, float alpha,
                         void *a, size_t a_at, size_t a_row, void *b, size_t b_at, size_t b_row, float beta,
                         void *c, size_t c_at, size_t c_row, void **queue, void **event);

/* NULL where it is not installed. */
static inline ClblastSgemm *clblast_open(void)
{
    ClblastSgemm *sgemm = NULL;
    void *library = dlopen("libclblast.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library)
        *(void **)&sgemm = dlsym(library, "CLBlastSgemm");
    return sgemm;
}

#endif
