/* Moves of files as lines of a text file: those that were made, so that they can be undone, and those that
 * somebody means to make. Inside data only. */
#ifndef DATA_JOURNAL_H
#define DATA_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

/* A line is three texts between tabs. Names may hold anything: tab, line end and backslash are written as
 * \t, \n and \\. */
typedef struct JournalLine {
    const char *from, *to, *reason;
    int64_t batch; /* lines that were written together have the same number, later ones a higher one */
} JournalLine;

typedef struct Journal {
    int64_t n;
    JournalLine *lines;
} Journal;

/* In the current scope. Lines that are not whole, because the machine stopped, count for nothing. NULL with
 * ERR_FILE. */
Journal *journal_read(const char *path);
/* One more batch, synced when it returns: what is then done can be undone. */
bool journal_append(const char *path, const JournalLine *lines, int64_t n);
/* Replaces the whole file by these lines, at once or not at all. */
bool journal_write(const char *path, const Journal *journal);

#endif
