/* What the files of chapter 13 share. */
#ifndef CHAPTER_13_CONVOLUTION_H
#define CHAPTER_13_CONVOLUTION_H

#include "lib.h"

enum { DIGIT_SIDE = 28, EDGES = 4 };

/* digit.c: a three, in bytes. */
extern const uint8_t DIGIT[DIGIT_SIDE][DIGIT_SIDE];
/* The same as a tensor, (1, 28, 28, 1), bytes as they are. */
Tensor *digit_tensor(void);

/* Four kernels that look for edges, and what they are called. */
extern const float EDGE[EDGES][3][3];
extern const char *const EDGE_NAMES[EDGES];
/* As weights: (4, 3, 3, 1). */
Tensor *edge_weights(void);

/* layers.c: what a net of five convolutions costs, and how far its numbers see. folder NULL: no picture. */
void layers(void);
void how_far_it_sees(const char *folder);

/* unroll.c: a convolution as one product of matrices, and how long three ways to compute it take. */
void unroll(void);

/* pictures.c: kernels over the digit and over the photo, as <folder>/13-edges.jpg and 13-kernels.jpg. */
void picture_edges(const Image *photo, const char *folder);
void picture_kernels(const Image *photo, const char *folder);

#endif
