/* What each item is: its label as text, from its path or its row. The third question of a data block.
 * (chapter 17) */
#ifndef DATA_LABELLERS_H
#define DATA_LABELLERS_H

#include "data/items.h"

/* A way to label. One of your own: {.label = my_function}. The text lives as long as the items; NULL with an
 * error that names the item. */
typedef struct GetY {
    const char *(*label)(const Items *items, int64_t i, const void *how);
    const void *how;
    const char *name; /* for data_block_summary */
} GetY;

/* fast.ai's parent_label: the name of the folder that a file lies in. */
extern const GetY parent_label;
/* fast.ai's RegexLabeller, on the file's name without its folders: what the first parentheses of a POSIX
 * extended regular expression match, "^(.*)_[0-9]+" of "great_pyrenees_173.jpg". In the current scope.
 * ERR_VALUE here for an expression that is none; later for a name that does not match. */
GetY regex_labeller(const char *pattern);
/* fast.ai's ColReader: the cell of a column, for items of a table. */
GetY col_reader(const char *column);

#endif
