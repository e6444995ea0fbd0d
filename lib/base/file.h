/* Files and paths: read whole, write so that a reader never sees half a file, list folders in a fixed order.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A whole file in memory that lives as long as the current scope, with a zero byte after its last; NULL with
 * ERR_FILE for a file that is missing, not a regular file (links are followed), larger than max_bytes (0: no
 * limit) or growing. */
uint8_t *file_read(const char *path, size_t max_bytes, size_t *n_bytes);

/* Writing in one piece: the bytes go to a hidden temporary file beside `path`; file_commit syncs it and
 * renames it over `path`, so that `path` holds the old or the new contents and never a part, even through a
 * power cut. Where `path` is a link, all this happens where it leads, and the link stays. The writer belongs
 * to the current scope: when that ends without file_commit, nothing has happened. A process that is killed
 * leaves its temporary file, .NAME.tmp-PID-COUNT. (chapter 02) */
typedef struct FileWriter FileWriter;
/* NULL with ERR_FILE, also where something else than a file has this name. */
FileWriter *file_create(const char *path);
/* To write to, not to close; NULL after file_commit and file_discard. */
FILE *file_stream(FileWriter *writer);
/* False with ERR_FILE: a write or the renaming failed and the old file is still there, or the new one is
 * there but the folder could not be synced. */
bool file_commit(FileWriter *writer);
/* Remove the temporary file now; does nothing after file_commit. */
void file_discard(FileWriter *writer);

/* All of the above for bytes at hand. */
bool file_write(const char *path, const void *bytes, size_t n_bytes);

typedef struct FileList {
    int64_t n;
    char **names; /* bytewise sorted, without the folder's path; hidden names (.x) left out */
} FileList;

/* The regular files, or the sub-folders, of a folder, in the current scope; links count as what they lead to,
 * broken ones are left out. NULL with ERR_FILE. (chapter 17) */
FileList *file_list(const char *folder);
FileList *file_folders(const char *folder);

bool file_exists(const char *path); /* a regular file, or a link to one */
bool file_is_folder(const char *path);
/* With its parents; true if it is there already, false with ERR_FILE. */
bool file_make_folder(const char *path);
/* Where a link leads, if need be over other links, in the current scope, whether something is there or not;
 * the same path where it is no link. NULL with ERR_FILE for links in a circle. */
char *file_follow(const char *path);
/* "folder/name" in the current scope; no slash is doubled. */
char *file_join(const char *folder, const char *name);
/* "jpg" of "a/b.jpg", "" of "a.b/c" and of "a/.c"; a part of `path`. */
const char *file_extension(const char *path);
/* What is before that and its dot, in the current scope: "a/b" of "a/b.jpg", all of "a.b/c" and of "a/.c". */
char *file_stem(const char *path);

#endif
