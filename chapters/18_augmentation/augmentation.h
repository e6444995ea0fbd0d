/* What the files of chapter 18 share. */
#ifndef CHAPTER_18_AUGMENTATION_H
#define CHAPTER_18_AUGMENTATION_H

#include "lib.h"

enum { SIDE = 224, SHEET_MOST = 16 }; /* pixels of the pictures that are looked at; pictures of a sheet */

/* --- pictures.c: floats to look at -----------------------------------------------------------------------
 */

/* A picture as floats in 0..1, in the current scope, and an empty one of this size. */
FloatImage floats_of(const Image *image);
FloatImage floats_new(int width, int height);
/* Some pictures, each brought to `tile` pixels, on one sheet, as a JPEG; says so. */
void sheet_save(const FloatImage *pictures, int n, int tile, Montage how, const char *path);
/* The square of `side` pixels from (x, y) on, every pixel drawn as `times` times `times`. */
FloatImage enlarged(const FloatImage *image, int x, int y, int side, int times);

/* Each kind of change by itself, at the strength at which it is used. */
void each_alone(const FloatImage *bear, const char *folder);
/* How light moves: brightness and contrast on logits, and by plain multiplication. */
void light_curves(const char *folder);

/* --- compare.c: does it help? ----------------------------------------------------------------------------
 */

/* Trains the same net on the same few photos, augmented in several ways, and asks the last ones several
 * times. folder NULL: no picture. */
void compare(const char *photos, uint64_t seed, bool quick, const char *folder);

#endif
