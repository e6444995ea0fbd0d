/* Using a trained model: naming photos, and counting its errors on a labelled folder. */
#ifndef CHAPTER_19_LOOK_H
#define CHAPTER_19_LOOK_H

#include "lib.h"

/* Print what a folder holds: photos per class, and which files could not be used, and why. */
void look_found(const char *folder, const Dataset *photos, const FolderReport *report);

/* Name the bears in these photos, a line each; stops at the first that cannot be read. */
bool look_predict(const Classifier *model, int n, char **paths);

/* The model's answers for all photos of a set that has the model's classes. */
Confusion *look_confusion(const Classifier *model, Dataset *photos);

/* Count the errors on a folder with one sub-folder per class, any of those that the model knows, and print
 * them. */
bool look_evaluate(const Classifier *model, const char *folder);

#endif
