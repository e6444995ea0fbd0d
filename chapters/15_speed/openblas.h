/* OpenBLAS, where it is installed: opened while the program runs, so that building needs nothing. */
#ifndef CHAPTER_15_OPENBLAS_H
#define CHAPTER_15_OPENBLAS_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BLAS_ROW_MAJOR = 101, BLAS_AS_IS = 111, BLAS_TRANSPOSED = 112 };

typedef struct Blas {
    void (*sgemm)(int order, int a_trans, int b_trans, int m, int n, int k, float alpha, const float *a,
                  int lda, const float *b, int ldb, float beta, float *c, int ldc);
    void (*set_threads)(int threads);
} Blas;

static inline bool blas_open(Blas *blas)
{
    /* Releases older than a processor fall back to code many times slower than they have. */
#if defined(__AVX512F__)
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#elif defined(__AVX2__)
    setenv("OPENBLAS_CORETYPE", "Haswell", 0);
#endif
    unsetenv("OPENBLAS_L2_SIZE");
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
    *(void **)&blas->sgemm = dlsym(library, "cblas_sgemm");
    *(void **)&blas->set_threads = dlsym(library, "openblas_set_num_threads");
    return blas->sgemm && blas->set_threads;
}

#endif
