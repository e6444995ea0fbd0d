/* Item and batch transforms for the loader: what happens to a picture before it joins a batch, and in it.
 * (chapters 17, 18) */
#ifndef DATA_TRANSFORMS_H
#define DATA_TRANSFORMS_H

#include "data/loader.h"
#include "vision/augment.h"
#include "vision/resize.h"

/* Made in the current scope. With the loader's random stream (training) or NULL (validation), as resize.h
 * says. Wrong numbers set ERR_VALUE here, and the loader is then not made. */
ItemTransform transform_resize(int size, ResizeMethod method);
ItemTransform transform_random_resized_crop(int size, float min_scale);
/* fast.ai's aug_transforms, on the pictures of a batch: vision/augment.h says what may happen. Each picture
 * has its own draw. Validation: nothing but the size. */
BatchTransform aug_transforms(Augment how);

#endif
