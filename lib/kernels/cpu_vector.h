/* One register full of floats, in the compiler's own vector notation: + - * work on all lanes at once, on any
 * processor. */
#ifndef KERNELS_CPU_VECTOR_H
#define KERNELS_CPU_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "base/poison.h"

#if defined(__AVX512F__)
enum { VECTOR = 16 };
#elif defined(__AVX2__)
enum { VECTOR = 8 };
#else
enum { VECTOR = 4 };
#endif

/* What memory brings at once: 64 bytes, on any processor of today. */
enum { LINE_FLOATS = 16 };

typedef float Vector __attribute__((vector_size(VECTOR * sizeof(float))));
typedef int32_t VectorBits __attribute__((vector_size(VECTOR * sizeof(float))));
/* The same at any address, inside an array of floats. */
typedef float VectorAt __attribute__((vector_size(VECTOR * sizeof(float)), aligned(4), may_alias));

/* The first count (1..VECTOR) floats; the lanes behind them are zeros when loaded, and left alone in memory
 * when stored. AVX-512 has one instruction for this. */
#ifdef __AVX512F__
enum { VECTOR_HAS_MASKS = true };

static inline Vector vector_load(const float *from, int count)
{
    return (Vector)_mm512_maskz_loadu_ps((__mmask16)(0xffff >> (VECTOR - count)), from);
}

static inline void vector_store(float *to, Vector v, int count)
{
    _mm512_mask_storeu_ps(to, (__mmask16)(0xffff >> (VECTOR - count)), (__m512)v);
}
#else
enum { VECTOR_HAS_MASKS = false };

static inline Vector vector_load(const float *from, int count)
{
    if (count == VECTOR)
        return *(const VectorAt *)from;
    Vector v = {0};
    for (int i = 0; i < count; i++)
        v[i] = from[i];
    return v;
}

static inline void vector_store(float *to, Vector v, int count)
{
    if (count == VECTOR)
        *(VectorAt *)to = v;
    else
        for (int i = 0; i < count; i++)
            to[i] = v[i];
}
#endif

/* An array of vectors is a set of registers if every index is a constant: if functions that take it are
 * inlined, and loops over it unrolled. */
#define INLINE static inline __attribute__((always_inline))
#if defined(POISON_ON)
#define UNROLL /* checked code is long: unrolled as well, clang takes minutes over it */
#elif defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* Makes the compiler hold this pointer in a register. Otherwise, where an unrolled loop moves it on, it keeps
 * the distances of all steps in registers of their own, has too few, and spills. */
#define KEEP(pointer) __asm__("" : "+r"(pointer))

/* Memory is asked for floats that will be read soon, or written: the processor's own guesses end with a page
 * of 4 KiB, and begin anew when another stream was read in between. */
static inline void vector_ask(const float *from, int64_t n)
{
    for (int64_t i = 0; i < n; i += LINE_FLOATS)
        __builtin_prefetch(from + i);
}

static inline void vector_ask_to_write(const float *to, int64_t n)
{
    for (int64_t i = 0; i < n; i += LINE_FLOATS)
        __builtin_prefetch(to + i, 1);
}

/* Lanes of a where `which` has all bits set, and of b where it has none: what comparisons give. */
static inline Vector vector_select(VectorBits which, Vector a, Vector b)
{
    return (Vector)(((VectorBits)a & which) | ((VectorBits)b & ~which));
}

/* Negative lanes become zero; NaN stays NaN. */
static inline Vector vector_relu(Vector v)
{
    const Vector zero = {0};
    return (Vector)((VectorBits)v & ~(v < zero));
}

#endif
