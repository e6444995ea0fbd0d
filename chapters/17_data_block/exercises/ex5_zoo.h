/* Exercise 17.5, fill: what is this file really? */
#ifndef EX5_ZOO_H
#define EX5_ZOO_H

#include <stddef.h>
#include <stdint.h>

#include "chapters/exercise.h"

/* A search engine's results are a zoo, and the endings of names lie. The first bytes do not:
 *
 *     FF D8 FF                                 JPEG; a whole one ends with FF D9
 *     89 'P' 'N' 'G'                           PNG
 *     'G' 'I' 'F' '8'                          GIF
 *     'R' 'I' 'F' 'F' x x x x 'W' 'E' 'B' 'P'  WebP; x can be anything
 *     '<'                                      a page that says why there is no picture, blanks and line ends
 *                                              may come before it */
typedef enum { EMPTY, JPEG, CUT_JPEG, PNG, GIF, WEBP, PAGE, UNKNOWN } Kind;

/* n bytes of a file, all there are; nothing may be read beyond them. CUT_JPEG begins like a JPEG and does not
 * end like one. A file that is too short for a row of the table is not of its kind. */
Kind kind_of(const uint8_t *bytes, size_t n);

#endif
