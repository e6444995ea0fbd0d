/* Sums over sliding windows tap by tap: the way that suits small images with many channels. */
#ifndef KERNELS_CPU_CONV_TAPS_H
#define KERNELS_CPU_CONV_TAPS_H

#include "kernels/cpu_conv.h"

/* Is it faster tap by tap? Follows from the sizes alone. */
bool conv_taps_suit(const Correlation *c);
bool conv_taps(const Correlation *c, int threads);

#endif
