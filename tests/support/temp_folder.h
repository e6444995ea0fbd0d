/* A folder of its own for a test, removed with all that is in it when the current scope ends. */
#ifndef SUPPORT_TEMP_FOLDER_H
#define SUPPORT_TEMP_FOLDER_H

#include <stddef.h>

/* The path, in the current scope. */
const char *temp_folder(void);
/* folder/name in the current scope; folders on the way are made. */
const char *temp_path(const char *folder, const char *name);
/* The same, and writes the bytes there. */
const char *temp_file(const char *folder, const char *name, const void *bytes, size_t n);

/* For tests that end all scopes on the way: a folder that stays until temp_folder_remove. */
const char *temp_folder_kept(void);
void temp_folder_remove(const char *path);

#endif
