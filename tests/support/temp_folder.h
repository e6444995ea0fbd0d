/* A folder of its own for a test, removed with all that is in it. */
#ifndef SUPPORT_TEMP_FOLDER_H
#define SUPPORT_TEMP_FOLDER_H

#include <stddef.h>

/* Its path, in the current scope. It goes when the scope ends. */
const char *temp_folder(void);
/* folder/name in the current scope; folders on the way are made. */
const char *temp_path(const char *folder, const char *name);
/* The same, and writes the bytes there. */
const char *temp_file(const char *folder, const char *name, const void *bytes, size_t n);

/* For tests that end all scopes on the way: a folder for as long as a test takes, its suite having
 * .init = test_folder_make, .fini = test_folder_remove. Removing it ends all scopes. */
extern const char *test_folder;
void test_folder_make(void);
void test_folder_remove(void);
/* test_folder/name in the current scope. */
char *in_folder(const char *name);

#endif
