/* Words in columns on a terminal, where a UTF-8 character takes one place and not one for each byte. */
#ifndef INTERPRET_COLUMNS_H
#define INTERPRET_COLUMNS_H

#include <stdio.h>

/* The places that a text takes: one for each character. */
int columns_of(const char *text);

/* The places that the widest of n texts takes, at least `least`. */
int columns_widest(const char *const *texts, int n, int least);

/* Print a text with blanks after it, or before it, up to `width` places. */
void columns_left(FILE *out, const char *text, int width);
void columns_right(FILE *out, const char *text, int width);

#endif
