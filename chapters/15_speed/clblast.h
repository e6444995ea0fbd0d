/* CLBlast, a library of products for OpenCL, where it is installed: opened while the program runs, so that
 * building needs nothing. */
#ifndef CHAPTER_15_CLBLAST_H
#define CHAPTER_15_CLBLAST_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

enum { CLBLAST_ROW_MAJOR = 101, CLBLAST_AS_IS = 111 };

/* Of its types only cl_mem, cl_command_queue and cl_event are needed, which are pointers. c = alpha a b +
 * beta c; 0 says that it is queued. */
typedef int ClblastProduct(int order, int a_trans, int b_trans, size_t m, size_t n, size_t k, float alpha,
                           cl_mem a, size_t a_at, size_t a_row, cl_mem b, size_t b_at, size_t b_row,
                           float beta, cl_mem c, size_t c_at, size_t c_row, cl_command_queue *queue,
                           cl_event *event);

/* NULL where it is not installed. */
static inline ClblastProduct *clblast_open(void)
{
    ClblastProduct *product = NULL;
    void *library = dlopen("libclblast.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library)
        *(void **)&product = dlsym(library, "CLBlastSgemm");
    return product;
}

#endif
