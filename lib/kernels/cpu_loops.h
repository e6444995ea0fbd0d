/* Turning strided views into as few, as long loops as possible, for all kernels that work element by element.
 */
#ifndef KERNELS_CPU_LOOPS_H
#define KERNELS_CPU_LOOPS_H

#include "kernels/kernels.h"

enum { LOOPS_OPERANDS = 3 };

/* Nested loops over up to three operands of one shape. Operand 0 is the output. */
typedef struct Loops {
    int n_operands;
    int n_dims; /* at least 2; the last two are the rows and the elements of a Block */
    bool empty; /* some axis has size 0                                              */
    int64_t size[MAX_DIMS];
    int64_t stride[LOOPS_OPERANDS][MAX_DIMS];
    float *data[LOOPS_OPERANDS];
} Loops;

/* The two innermost loops, or a part of them: what an elementwise function gets to work on. */
typedef struct Block {
    int64_t rows, n;
    float *data[LOOPS_OPERANDS];
    int64_t row_stride[LOOPS_OPERANDS];
    int64_t stride[LOOPS_OPERANDS];
} Block;

typedef void BlockFunction(const Block *block, float p, float q);

/* Lay out the loops for views of equal shape: axes of size 1 are dropped, the rest ordered by the output's
 * strides, and neighbours that every operand walks through without a jump become one. Contiguous tensors of
 * any rank end as one loop. */
void loops_plan(Loops *loops, int n_operands, const View *const views[]);

/* Call f for blocks that cover everything once, on several threads when there is enough to do. */
void loops_run(const Loops *loops, BlockFunction *f, float p, float q);

/* Both in one, and without any planning where there is nothing to plan. */
void loops_over(int n_operands, const View *const views[], BlockFunction *f, float p, float q);

#endif
