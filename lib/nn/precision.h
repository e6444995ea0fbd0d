/* How exactly a model file keeps a net's numbers. (chapter 22) */
#ifndef NN_PRECISION_H
#define NN_PRECISION_H

#include "tensor/tensor.h"

typedef enum Precision {
    PRECISION_FLOAT32, /* as they are                                                               */
    PRECISION_FLOAT16, /* 11 bits of each: half the file; ERR_VALUE for what is above 65,504        */
    PRECISION_INT8,    /* 8 bits of each weight: a quarter; ERR_VALUE for what is not finite        */
} Precision;

/* "float32", "float16", "int8", and back: false with ERR_VALUE for any other name. */
const char *precision_name(Precision precision);
bool precision_named(const char *name, Precision *precision);

/* Is this tensor kept as whole numbers with PRECISION_INT8? Weights are, of two axes or more; biases and what
 * belongs to norms are few numbers that matter much, and stay float32. */
bool precision_quantizes(const Tensor *tensor);

/* A weight (k, ...) as whole numbers from -127 to 127, in a tensor of the same shape, and *scale (k), one for
 * each output channel: its largest number / 127, rounded down to 17 bits. whole * scale is the weight to
 * within half a scale. With 17 bits for the one and 7 for the other, that product is exact in float32, so
 * what was quantised once does not change when it is quantised again. A channel of zeros has the scale 1.
 *
 * Only numbers in files are quantised. A net computes in float32, whatever its file held, and is as fast and
 * as large in memory as ever: products of whole numbers would be faster, but then what flows between the
 * layers must be whole numbers, too, and its range depends on the photo. */
Tensor *precision_quantize(Tensor *weight, Tensor **scale);
Tensor *precision_dequantize(Tensor *whole, Tensor *scale);

#endif
