/* Exercise 16.3, predict: layers, weights and sizes. */
#ifndef EX3_COUNT_H
#define EX3_COUNT_H

#include "chapters/exercise.h"

/* Write the numbers down BEFORE anything is computed; paper is allowed. Convolutions in a ResNet have no
 * bias. */

/* ResNet-18 has stages of 2, 2, 2 and 2 blocks of two 3 x 3 convolutions, a stem and a linear layer: 18
 * layers with weights; the 1 x 1 convolutions of shortcuts are not counted. ResNet-34 has stages of 3, 4, 6
 * and 3 blocks. How many of its layers are convolutions of 3 x 3? */
int convolutions_of_resnet34(void);

/* How many weights have the two 3 x 3 convolutions of a block on 64 channels? */
int weights_of_a_basic_block(void);

/* And the 1 x 1 convolution of the shortcut from 64 channels to 128? */
int weights_of_a_shortcut(void);

/* The stem of a ResNet halves a picture twice, and the second, third and fourth stage halve it once each. A
 * picture of 160 x 160 comes out of the last stage as n x n places. What is n? */
int places_at_the_end(void);

/* A stage has half as many places down and half as many across as the one before it, twice the channels
 * coming in and twice going out. Its convolutions do how many times the multiplications of the one before? */
int times_the_work(void);

#endif
