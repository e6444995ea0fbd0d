/* The course's other Titanic: the model that it builds in a spreadsheet. */
#ifndef SPREADSHEET_H
#define SPREADSHEET_H

#include "passengers.h"

/* Finds the lowest loss of the linear model exactly, goes downhill with two ReLUs from several starts, and
 * prints both. Reads the passengers again, with their gaps. */
void spreadsheet(void);

#endif
