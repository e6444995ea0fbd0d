/* Rows of numbers in model files, of whatever width, as tensors. */
#ifndef NN_NUMBERS_H
#define NN_NUMBERS_H

#include <stdio.h>

#include "tensor/tensor.h"

typedef enum {
    NUMBERS_F16,  /* IEEE half precision                          */
    NUMBERS_BF16, /* the upper half of a float                    */
    NUMBERS_F32,
    NUMBERS_F64,
    NUMBERS_I64, /* whole numbers; exact up to 2^24              */
    NUMBERS_I8,
} NumberType;

int64_t numbers_bytes(NumberType type); /* of one number */

/* A tensor of float32 from the little-endian numbers at byte `from`. In the current scope. NULL without an
 * error when the file is too short. */
Tensor *numbers_read(FILE *stream, int64_t from, NumberType type, Shape shape);

/* The other way, to where the stream stands; NUMBERS_F32; NUMBERS_F16, which keeps 11 bits of each number,
 * rounded to the nearest, with ERR_VALUE for what is too large for it, above 65,504; or NUMBERS_I8, for whole
 * numbers from -127 to 127 and no others. A write that fails is left to the stream to remember. */
bool numbers_write(FILE *stream, NumberType type, Tensor *tensor);

#endif
