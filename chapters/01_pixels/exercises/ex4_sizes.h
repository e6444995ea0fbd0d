/* Exercise 01.4, predict: how many bytes, and where? */
#ifndef EX4_SIZES_H
#define EX4_SIZES_H

#include "chapters/exercise.h"

#include <stdint.h>

/* Write each number down BEFORE anything is computed. A sum such as 28 * 28 is fine. */

/* A camera of 12 megapixels makes pictures of 4000 x 3000 pixels in red, green and blue. How many bytes is
 * one, decoded, in memory? */
int64_t bytes_of_a_photo(void);

/* Sixty-four pictures of 224 x 224 in colour, as floats of 4 bytes: what a net is given at once. How many
 * bytes? */
int64_t bytes_of_a_batch(void);

/* A grey picture has 20 rows of 30 pixels. Which number in memory, counted from 0, is row 5, column 7? */
int64_t place_in_grey(void);

/* A colour picture has 20 rows of 30 pixels. Which byte, counted from 0, is the blue of row 2, column 3? */
int64_t place_of_blue(void);

/* A uint8_t holds 250. What does it hold after 10 has been added? */
int64_t brighter(void);

#endif
