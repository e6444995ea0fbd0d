/* Convolution with a 3 x 3 window that steps by 1, with fewer multiplications. cpu_winograd.c explains it. */
#ifndef KERNELS_CPU_WINOGRAD_H
#define KERNELS_CPU_WINOGRAD_H

#include "kernels/kernels.h"

/* F(m x m, 3 x 3), m = 2 or 4; a 3 x 3 window of stride 1 and pad 0..2. */
bool winograd_conv(const Convolution *how, int m);
/* Floats of all weights transformed for winograd_conv, and transforming them into how->packed. */
int64_t winograd_packed_size(const Convolution *how, int m);
void winograd_pack(const Convolution *how, int m);
bool winograd_grad_input(const Convolution *how, int m);
bool winograd_grad_weight(const Convolution *how, int m);

#endif
