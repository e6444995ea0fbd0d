/* Item transforms for the loader: what happens to a picture before it joins a batch. (chapters 17, 18) */
#ifndef DATA_TRANSFORMS_H
#define DATA_TRANSFORMS_H

#include "data/loader.h"
#include "vision/resize.h"

/* Made in the current scope. With the loader's random stream (training) or NULL (validation), as resize.h
 * says. Wrong numbers set ERR_VALUE here, and the loader is then not made. */
ItemTransform transform_resize(int size, ResizeMethod method);
ItemTransform transform_random_resized_crop(int size, float min_scale);
/* random_resized_crop, then left and right swapped with probability 1/2, then brightness and contrast changed
 * with probability 3/4 each: with x a value's logit, (x + logit(c)) * s, where c is 0.5 give or take the
 * share max_lighting and s is up to 1 / (1 - max_lighting) or down to its inverse (0 <= max_lighting < 1;
 * fast.ai takes 0.2). All but the size only in training. */
ItemTransform transform_augment(int size, float min_scale, float max_lighting);

#endif
