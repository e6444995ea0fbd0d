/* The ladder of matrix products, from the definition to the library's kernel. */
#ifndef CHAPTER_15_RUNGS_H
#define CHAPTER_15_RUNGS_H

/* c = a x b: n x n floats each, row after row. n is a multiple of SIDE_STEP and at most SIDE_MOST, so that no
 * rung needs code for edges; lib/kernels shows what that looks like. */
enum { SIDE_STEP = 96, SIDE_MOST = 960 };
typedef void Product(int n, const float *a, const float *b, float *c);

typedef struct Step {
    const char *name;
    Product *multiply;
    int all_cores; /* 1: it uses them, 0: it uses one */
} Step;

enum { STEPS = 8 };
extern const Step steps[STEPS]; /* each a change of a few lines in the one before */

/* The rung that comes last: cpu_gemm.c, with one core or all. */
void product_of_library(int n, const float *a, const float *b, float *c);

#endif
