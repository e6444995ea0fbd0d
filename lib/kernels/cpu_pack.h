/* Copies of operands into the order in which the tile kernels read them. */
#ifndef KERNELS_CPU_PACK_H
#define KERNELS_CPU_PACK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kernels/cpu_vector.h"

/* A matrix b (k, n) is packed as panels of TILE_COLS columns, panel after panel, each k rows of TILE_COLS
 * floats without gaps; missing columns of the last panel are zeros. */
int64_t pack_panels(int64_t n);          /* how many panels                        */
int64_t pack_size(int64_t k, int64_t n); /* floats that the packed matrix needs    */

/* Pack k rows of b, of all its n columns; `packed` is where the first of them belongs in panel 0 of a matrix
 * of k_all rows. Element (p, j) of b is b[p * step + j] by rows, b[j * step + p] by columns. */
void pack_by_rows(const float *b, int64_t step, int64_t k, int64_t n, float *packed, int64_t k_all);
void pack_by_columns(const float *b, int64_t step, int64_t k, int64_t n, float *packed, int64_t k_all);

/* `lines` lines of `length` floats, `step` apart, copied to lines `to_step` apart. Inline, so that a constant
 * length makes the copy a few moves. */
static inline void pack_lines(const float *from, int64_t step, int64_t lines, int64_t length, float *to,
                              int64_t to_step)
{
    for (int64_t i = 0; i < lines; i++)
        memcpy(to + i * to_step, from + i * step, (size_t)length * sizeof(float));
}

/* The same for lines of a few floats, not always as many: a call of memcpy takes as long as to copy a
 * hundred. */
static inline void pack_short_lines(const float *from, int64_t step, int64_t lines, int64_t length, float *to,
                                    int64_t to_step)
{
    const int64_t whole = length / VECTOR * VECTOR;
    for (int64_t i = 0; i < lines; i++, from += step, to += to_step) {
        for (int64_t j = 0; j < whole; j += VECTOR)
            *(VectorAt *)(to + j) = *(const VectorAt *)(from + j);
        if (whole < length)
            vector_store(to + whole, vector_load(from + whole, (int)(length - whole)), (int)(length - whole));
    }
}

/* The same with lines becoming columns: element p of line j goes to to[p * to_step + j]. */
void pack_transposed(const float *from, int64_t step, int64_t lines, int64_t length, float *to,
                     int64_t to_step);

#endif
