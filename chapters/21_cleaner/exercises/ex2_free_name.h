/* Exercise 21.2, fill: a name that no file has yet. */
#ifndef EX2_FREE_NAME_H
#define EX2_FREE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "chapters/exercise.h"

/* The folder that a file moves to: does it have this name already? */
typedef bool (*Taken)(const void *folder, const char *name);

/* Writes the name under which a file can be put into a folder without replacing another: its own if that is
 * free, else with ~2 before the ending, or ~3, and so on up to ~9999: "1.jpg" becomes "1~2.jpg". The ending
 * begins at the last dot, and a dot at the beginning of a name begins none: ".1" becomes ".1~2", "1" becomes
 * "1~2". False, and "" in `out`, when none of these is free or the name has no room in `size` bytes with its
 * zero. */
bool free_name(const char *name, Taken taken, const void *folder, char *out, size_t size);

#endif
