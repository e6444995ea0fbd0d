/* A folder of photos: one sub-folder per class. (chapter 17) */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "data/photos.h"

/* Lists folder/class/file. Classes are the names of the sub-folders; classes and files are sorted bytewise.
 * Left out are hidden names, files without the ending of a picture (see items.h), sub-folders of classes, and
 * unusable files, as photos_open says. The short way: data_block.h has questions for other folders.
 *
 *   report  may be NULL; also set when too few pictures were good
 *   errors  ERR_FILE: no such folder; ERR_VALUE: fewer than two classes, or a class without a usable picture
 */
Dataset *folder_open(const char *folder, int keep_side, FolderReport **report);
/* The same with these options, of photos.h. */
Dataset *folder_open_with(const char *folder, FolderOptions options, FolderReport **report);

#endif
