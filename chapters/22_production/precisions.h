/* The same net in files of three precisions. */
#ifndef PRODUCTION_PRECISIONS_H
#define PRODUCTION_PRECISIONS_H

#include "lib.h"

/* Saves the model of this file as float32, float16 and int8 into the folder `out`, and prints how large each
 * is, how many of the validation photos it errs on, and how many of all photos it calls by another name than
 * the first does. cost: three passes over the photos */
void precisions_compare(const char *model, const Datasets *photos, const char *out);

#endif
