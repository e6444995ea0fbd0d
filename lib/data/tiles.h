/* A data set of small pictures that lie side by side on sheets: one large picture per class. (chapter 16) */
#ifndef DATA_TILES_H
#define DATA_TILES_H

#include "data/dataset.h"

/* Every picture folder/NAME.jpg (or another ending of items.h) is a class, NAME; it is cut into squares of
 * `side` pixels, row after row. A hundred thousand small files are slow to read and to copy, two hundred
 * sheets are not. The sheets are decoded at once and stay in memory: 3 bytes per pixel.
 *
 *   errors  ERR_FILE: no such folder; ERR_VALUE: fewer than two sheets, or one whose sides are no multiples
 *           of `side`; errors of image_load */
Dataset *tiles_open(const char *folder, int side);

#endif
