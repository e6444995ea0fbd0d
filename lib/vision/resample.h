/* The filter behind every change of size. Inside vision only. */
#ifndef VISION_RESAMPLE_H
#define VISION_RESAMPLE_H

#include "vision/image.h"
#include "vision/resize.h"

/* `seen` of the image is all the filter looks at, as if cut out first; `part`, counted from its corner and
 * inside it, is what becomes width x height pixels. New image, or NULL. */
Image *resample(const Image *image, Box seen, Box part, int width, int height);

#endif
