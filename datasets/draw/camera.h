/* What a camera does to a scene: framing, focus, shake, exposure, noise. */
#ifndef DRAW_CAMERA_H
#define DRAW_CAMERA_H

#include "canvas.h"
#include "surface.h"
#include "rng.h"

/* Places a body in a width x height picture: parts [first, end) fill the fraction `fill` of it, off the
 * middle by up to `stray` of the space that is left. */
View camera_frame(const Body *body, int first, int end, int width, int height, float fill, float stray,
                  Rng *rng);

/* Defocus, shake and vignette on the picture. False when memory runs out. */
bool camera_lens(Canvas *canvas, Rng *rng);

/* Exposure, white balance, tone curve and grain; writes 8-bit RGB. */
void camera_develop(const Canvas *canvas, uint8_t *rgb, Rng *rng);

#endif
