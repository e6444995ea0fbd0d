/* Changes of light and colour of pictures of floats in 0..1. (chapter 18) */
#ifndef VISION_LIGHT_H
#define VISION_LIGHT_H

#include "vision/grid_sample.h"

/* Brightness, contrast and saturation act on logits, log(x / (1 - x)), where there is no white or black to
 * run into: with g the grey of a pixel, l becomes (l + brightness) * contrast, and then that times saturation
 * plus its g times (1 - saturation). */
typedef struct Light {
    float brightness; /* added: 0 changes nothing                                             */
    float contrast;   /* times: 1 changes nothing                                             */
    float saturation; /* share of the colour: 1 changes nothing, 0 makes grey                 */
    float hue;        /* of a turn of the circle of colours; done first: 0 changes nothing    */
} Light;

/* Nothing changes. */
Light light_neutral(void);
/* log(x / (1 - x)), x kept 1e-7 away from 0 and 1. */
float light_logit(float x);
/* In place. What is neutral is left out, so that a neutral light changes no bit; colours of grey pictures
 * cannot change. cost: about 2 ns a value, less without contrast */
bool light_change_(FloatImage *image, Light light);

/* x = (x - mean) / std per channel, and back, clipped to 0..1, to look at. In place. (chapters 17, 18) */
bool light_normalize_(FloatImage *image, const float *mean, const float *std);
bool light_denormalize_(FloatImage *image, const float *mean, const float *std);

#endif
