/* The patterns that a net's first layer looks for, as pictures. (chapters 13, 20; Zeiler and Fergus 2014) */
#ifndef INTERPRET_FILTERS_H
#define INTERPRET_FILTERS_H

#include "nn/module.h"
#include "vision/image.h"

/* The weight of the first convolution, (k, kh, kw, channels), in the order of definition. ERR_VALUE when
 * there is none. */
Tensor *filters_first(Module *net);

/* One sheet with a square for each kernel, to be freed with image_free: its smallest number black, its
 * largest white (a kernel without contrast is grey), each weight as a square of `scale` pixels (0: so many
 * that a kernel is about 42 wide). One channel is drawn grey, three as red, green and blue. ERR_SHAPE for
 * others: they look at another layer's channels, and have no colours (see patches.h). */
Image *filters_montage(Tensor *weight, int columns, int scale);

#endif
