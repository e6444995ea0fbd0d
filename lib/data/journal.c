/* Reading and writing lines of moves. */
#include "data/journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

static void write_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '\t' || *text == '\n' || *text == '\\')
            fprintf(file, "\\%c", *text == '\t' ? 't' : *text == '\n' ? 'n' : '\\');
        else
            fputc(*text, file);
    }
}

/* Turns what write_text wrote back, in place. */
static char *read_text(char *text)
{
    char *to = text;
    for (char *from = text; *from; from++) {
        if (*from == '\\' && from[1])
            from++, *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
        else
            *to++ = *from;
    }
    *to = '\0';
    return text;
}

static bool write_line(FILE *file, const JournalLine *line)
{
    write_text(file, line->from);
    fputc('\t', file);
    write_text(file, line->to);
    fputc('\t', file);
    write_text(file, line->reason);
    fputc('\n', file);
    return !ferror(file);
}

Journal *journal_read(const char *path)
{
    Journal *journal = scope_alloc(sizeof *journal);
    size_t n;
    char *text = journal ? (char *)file_read(path, 0, &n) : NULL;
    if (!text)
        return NULL;
    size_t ends = 1;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\0') /* as a power cut may leave them, before lines that were written later */
            text[i] = '\n';
        ends += text[i] == '\n';
    }
    journal->lines = scope_alloc(ends * sizeof *journal->lines);
    if (!journal->lines)
        return NULL;
    int64_t batch = 0;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        batch += end == text;
        char *first = strchr(text, '\t'), *second = first ? strchr(first + 1, '\t') : NULL;
        if (!second)
            continue;
        *first = *second = '\0';
        journal->lines[journal->n++] =
            (JournalLine){read_text(text), read_text(first + 1), read_text(second + 1), batch};
    }
    return journal;
}

bool journal_append(const char *path, const JournalLine *lines, int64_t n)
{
    FILE *file = fopen(path, "ae");
    /* Two line ends first: one in case that the last line was broken off, one that separates the batches. */
    bool good = file && fseek(file, 0, SEEK_END) == 0 && (ftell(file) == 0 || fputs("\n\n", file) != EOF);
    for (int64_t i = 0; good && i < n; i++)
        good = write_line(file, &lines[i]);
    good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (!good)
        error_set(ERR_FILE, "journal_append: %s: cannot write: %s; no file was moved", path, strerror(errno));
    if (file)
        fclose(file);
    return good;
}

bool journal_write(const char *path, const Journal *journal)
{
    FileWriter *writer = journal ? file_create(path) : NULL;
    for (int64_t i = 0; writer && i < journal->n; i++) {
        if (i > 0 && journal->lines[i].batch != journal->lines[i - 1].batch)
            fputc('\n', file_stream(writer));
        if (!write_line(file_stream(writer), &journal->lines[i]))
            break; /* file_commit sees it, too */
    }
    return writer && file_commit(writer);
}
