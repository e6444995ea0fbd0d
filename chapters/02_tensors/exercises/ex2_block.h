/* Exercise 02.2, fix: a view counts its steps wrongly. */
#ifndef EX2_BLOCK_H
#define EX2_BLOCK_H

#include "chapters/exercise.h"

#include <stdint.h>

/* A matrix that owns nothing: it says where somebody else's numbers begin and how to walk through them. */
typedef struct View {
    const float *first;    /* element (0, 0)                                         */
    int64_t rows, columns; /* how far one may walk                                   */
    int64_t row_stride;    /* how many floats further the element one row down is    */
    int64_t column_stride; /* how many floats further the element to the right is    */
} View;

/* All of rows * columns numbers that lie row after row. */
View view_of(const float *numbers, int64_t rows, int64_t columns);

/* The same numbers with rows and columns exchanged; nothing is copied. */
View view_transposed(View view);

/* The rows * columns elements of a view whose top left one is (row, column); nothing is copied. Works for
 * every view, also for a block of a block and for a block of a transposed view. */
View view_block(View view, int64_t row, int64_t column, int64_t rows, int64_t columns);

/* Element (row, column). */
float view_at(View view, int64_t row, int64_t column);

#endif
