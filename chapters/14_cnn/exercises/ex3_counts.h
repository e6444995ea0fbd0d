/* Exercise 14.3, predict: parameters, steps, and a net that has given up. */
#ifndef EX3_COUNTS_H
#define EX3_COUNTS_H

#include "chapters/exercise.h"

/* On paper first. */

/* What is learnt in a convolution from 1 to 8 channels with kernels of 5 x 5 and biases, and in the batch
 * normalisation of its 8 channels. */
int parameters_of_the_first_block(void);

/* How many numbers does a batch normalisation of 64 channels keep that no gradient changes? */
int numbers_that_are_not_trained(void);

/* A convolution from 8 to 16 channels, and directly behind it a batch normalisation in training. How many of
 * the convolution's parameters could be anything without changing what comes out? */
int parameters_without_effect(void);

/* Steps in an epoch of 60,000 digits, 512 at a time, the last, smaller batch left out. */
int steps_of_an_epoch(void);

/* All units of the last ReLU are dead, so the ten scores are the same for every picture. Of the 10,000 digits
 * of MNIST's validation set 980 are zeros, 1135 ones, 1032 twos. How many are right if the highest score is
 * that of the 1? */
int right_by_giving_up(void);

/* After how many convolutions with 3 x 3 kernels, stride 2 and pad 1 is a picture of 128 x 128 a single
 * place? */
int layers_to_a_single_place(void);

#endif
