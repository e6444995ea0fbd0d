/* Looking at what a net will see. (chapter 17) */
#ifndef DATA_SHOW_BATCH_H
#define DATA_SHOW_BATCH_H

#include "data/loader.h"

typedef struct ShowBatch {
    int max_n;   /* pictures at most; 0 means 9                                             */
    int columns; /* 0: as many as rows, or one more                                         */
    bool unique; /* all of the first sample, each with random choices of its own: what augmentation does */
} ShowBatch;

/* fast.ai's show_batch: the first samples of the loader's first epoch as they come out of it, brought back
 * from mean and std to colours, with their labels, as one file
 * (montage_save). Takes nothing from the loader: its next batch
 * is what it would have been. Decodes max_n pictures. */
bool show_batch(const Loader *loader, const char *path, ShowBatch how);
/* The same as a picture, to be freed with image_free. */
Image *show_batch_image(const Loader *loader, ShowBatch how);

#endif
