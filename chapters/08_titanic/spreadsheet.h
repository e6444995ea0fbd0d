/* The course's other Titanic: the model that it builds in a spreadsheet. */
#ifndef SPREADSHEET_H
#define SPREADSHEET_H

#include "passengers.h"

/* Computes the lowest loss of the linear model, and the floors of some valleys of the sum of two ReLUs, among
 * them that in which the course's solver stopped. Prints them. Reads the passengers again, with gaps. */
void spreadsheet(void);

#endif
