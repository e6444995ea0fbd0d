/* What a net sees in every sample as a list of numbers, and those numbers on a plane. (chapter 20) */
#ifndef INTERPRET_FEATURES_H
#define INTERPRET_FEATURES_H

#include "data/loader.h"
#include "nn/module.h"
#include "vision/image.h"

/* What a layer gives for each sample of the loader's set, (n, features), in the set's order and without
 * anything random, in the current scope. Pictures (h, w, channels) become the mean of each channel. `layer`
 * as in capture_run: NULL is the last whose output is a picture, after which most nets take just this mean.
 * cost: a forward pass for each sample, layer by layer */
Tensor *features_of(Module *net, const char *layer, const Loader *loader);

/* Principal components: the k directions along which the rows of x (n, d) differ most, found one after
 * another by power iteration. Returns the rows' places along them, (n, k), in the current scope; the sign of
 * a direction is such that its largest part is positive. `share` (k) gets the part of all variance that each
 * explains; NULL: not wanted. ERR_VALUE for k outside 1 .. min(n - 1, d). cost: up to 500 passes over x for
 * each component */
Tensor *features_pca(Tensor *x, int k, double *share);

typedef struct Tsne {
    double perplexity; /* 0: 30; about how many neighbours each row has. At most (n - 1) / 3    */
    int steps;         /* 0: 500                                                                */
    double lr;         /* 0: n / 12, at least 10                                                */
} Tsne;

/* t-SNE (van der Maaten and Hinton 2008): n places on a plane, (n, 2), in the current scope, such that rows
 * that are close in x are close there. What is far apart, and how far, means little. Starts from the first
 * two principal components, so that the same x gives the same picture. `kl` gets the Kullback-Leibler
 * divergence that is left; NULL: not wanted. ERR_VALUE for fewer than 5 rows, or a perplexity that is too
 * large. cost: steps * n^2; memory: 3 n^2 numbers */
Tensor *features_tsne(Tensor *x, Tsne how, double *kl);

/* The pictures of a set at their places (n, 2) on a white sheet of width x height pixels, to be freed with
 * image_free: each fits into `thumb` x `thumb` pixels (0: 40) with a frame in the colour of its class. Later
 * ones lie on top. ERR_SHAPE when there are not n places. Decodes n pictures. */
Image *features_scatter(const Dataset *set, Tensor *places, int width, int height, int thumb);

#endif
