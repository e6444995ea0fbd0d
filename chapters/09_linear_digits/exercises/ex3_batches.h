/* Exercise 09.3, predict: how many batches, and what does each picture count? */
#ifndef EX3_BATCHES_H
#define EX3_BATCHES_H

#include "chapters/exercise.h"

/* The training set has 12,396 threes and sevens, the validation set 2,038. A batch has 256 pictures. */

/* How many numbers does the model learn? */
int parameters(void);

/* How many steps does one epoch make? */
int steps_of_an_epoch(void);

/* How many pictures are in the last of them? */
int last_training_batch(void);

/* The book's accuracy is the mean of the accuracies of the validation batches. How many are these? */
int validation_batches(void);

/* In that mean a picture of the last batch counts more than one of the others. By how many percent, rounded
 * to a whole number? */
int percent_more(void);

/* Not shuffled, all threes come first: of the steps of an epoch, how many see only threes? There are 6,131.
 */
int steps_with_threes_only(void);

/* Of the 784 pixels some are white in every training picture. What is the slope of the loss for their
 * weights? */
int slope_of_white(void);

#endif
