/* Many pictures on one sheet, with words below each. (chapters 17, 20) */
#ifndef VISION_MONTAGE_H
#define VISION_MONTAGE_H

#include "vision/image.h"

typedef struct Montage {
    int columns;                 /* 0: as many as rows, or one more                              */
    int scale;                   /* of the letters; 0 means 2, for pictures below 120 pixels 1   */
    const char *const *captions; /* one for each picture, lines end with \n; NULL: no words      */
    const char *const *headings; /* one for each column, above it; NULL: none                    */
} Montage;

/* A white sheet, RGB, to be freed with image_free: the pictures in rows, in cells as large as the largest of
 * them, each in the middle of its cell. A NULL among the pictures leaves its cell empty. Words wider than a
 * cell end in "..". NULL with ERR_VALUE for no pictures, or a sheet larger than a picture can be. */
Image *montage(int n, const Image *const *pictures, Montage how);
/* A sheet as a file: JPEG where the name ends in .jpg, a fifth as large for photos, else PNG. */
bool montage_save(const Image *sheet, const char *path);

#endif
