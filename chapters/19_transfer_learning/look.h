/* Using a trained model: naming photos, and counting its errors on a labelled folder. */
#ifndef CHAPTER_19_LOOK_H
#define CHAPTER_19_LOOK_H

#include "lib.h"

/* Print what a folder holds: photos per class, and which files could not be used, and why. */
void look_found(const char *folder, const Dataset *photos, const FolderReport *report);

/* Name the bears in these photos, a line each; stops at the first that cannot be read. */
bool look_predict(const Classifier *model, int n, char **paths);

/* How many photos of one side have a near copy on the other: they flatter the net. */
int64_t look_copies(Datasets photos);

/* The net's answers for all photos of a loader. */
Confusion *look_confusion_of(Module *net, Loader *photos);

/* Print the photos whose right class the net gave least to, and draw them on a sheet: wrong answers that were
 * sure, and very often wrong labels. */
bool look_top_losses(const Interpretation *interp, const char *sheet);

/* Count the errors on a folder with one sub-folder per class, any of those that the model knows, and print
 * them. */
bool look_evaluate(const Classifier *model, const char *folder);

#endif
