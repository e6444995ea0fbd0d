/* Pictures to test with that look like nothing, and each unlike the others. */
#ifndef SUPPORT_BLOBS_H
#define SUPPORT_BLOBS_H

#include <stdint.h>

#include "vision/image.h"

/* Soft blobs of colour in the current scope, others for every seed. */
Image *blobs(uint64_t seed, int width, int height);

#endif
