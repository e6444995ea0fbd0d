/* Names that people and servers give, made fit for folders, files and tables. Inside gather only. */
#ifndef DATA_GATHER_NAMES_H
#define DATA_GATHER_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum { GATHER_MOST_CLASSES = 200 };

typedef struct GatherClass {
    const char *name;  /* of the folder                */
    const char *query; /* what services are asked for  */
} GatherClass;

/* "a,b=c" taken apart, in the current scope. NULL with ERR_VALUE: no class, one without a name, or two with
 * the same folder. */
GatherClass *gather_names_classes(const char *text, int *n);
/* One class of them; n_before classes stand before it. Texts are copied. */
bool gather_names_class(GatherClass *classes, int n_before, const char *name, const char *query);

/* A text as the name of a folder or file that stays where it is put: letters, digits, blanks and a few signs
 * stay, the rest becomes _; no dot in front, 100 bytes at most. "" of a text without a letter or digit. */
char *gather_names_folder(const char *text);

/* "commons-0123456789abcdef", always the same for the same address. */
char *gather_names_file(const char *source, const char *url);

/* A text as one line for a table: blanks for control characters, cut after `most` bytes, and no formula for a
 * spreadsheet. */
char *gather_names_line(const char *text, size_t most);

/* What a reader sees of HTML: no tags, no runs of blanks, the commonest entities as letters. */
char *gather_names_from_html(const char *html);

/* For the part of an address after ?: everything but letters, digits and -._~ as %XX. */
char *gather_names_encode(const char *text);

#endif
