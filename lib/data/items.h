/* What there is: pictures in folders, or the rows of a table. The second question of a data block.
 * (chapter 17) */
#ifndef DATA_ITEMS_H
#define DATA_ITEMS_H

#include "data/csv.h"

/* A list of files, in the current scope as everything in it. */
typedef struct Items {
    int64_t n;
    const char **paths; /* (n)                                                            */
    const char *source; /* the folder that was looked in                                  */
    const Csv *table;   /* NULL, or the table of which each item is a row                 */
    int64_t *rows;      /* (n) which one; 0 without a table                               */
    int64_t room;       /* for so many; items_add makes more                              */
} Items;

/* A way to find items. One of your own: {.get = my_function}. It returns NULL with an error. */
typedef struct GetItems {
    Items *(*get)(const char *source, const void *how);
    const void *how;
    const char *name; /* for data_block_summary */
} GetItems;

/* fast.ai's get_image_files: all pictures below a folder, told by the endings of their names (jpg jpeg png
 * gif bmp webp and other kinds, any case), hidden names left out. A folder's files come first, then its
 * sub-folders, each sorted bytewise: the order is the same on every machine, and so is a split. ERR_FILE: no
 * such folder, or one inside the other deeper than 32 times. */
extern const GetItems get_image_files;
/* The same, but only of source/class/file: pictures that lie loose in the source, or deeper, are left out. */
extern const GetItems get_class_files;
/* The rows of source/table, a CSV file; `column` holds the path of each picture below source. Every file must
 * be there: ERR_FILE names the first line whose file is not. */
GetItems get_csv_files(const char *table, const char *column);

/* For ways of your own: an empty list, one more item (row 0 without a table), and the pictures that lie
 * directly in a folder. */
Items *items_new(const char *source);
bool items_add(Items *items, const char *path, int64_t row);
bool items_add_folder(Items *items, const char *folder);
/* An item's path without the source's: "black/0001.jpg". A part of the path; the whole of it when it lies
 * elsewhere. */
const char *items_name(const Items *items, int64_t i);

/* Does the name end like that of a picture? */
bool items_is_picture_name(const char *name);

#endif
