/* Your answer to exercise 21.3. The contract is in chapters/21_cleaner/exercises/ex3_undo.h.
 *
 * This brings photos back, as long as each was moved once, and as long as nobody has put another in its
 * place. Take the TODO out, run the tests, and repair it. */
#include "ex3_undo.h"

#include <stdio.h>

int64_t undo(Folder *folder, const Move *journal, int64_t n)
{
    TODO("take this line out, run the tests, and lose no photo");
    int64_t undone = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t file = folder_find(folder, journal[i].to);
        if (file < 0)
            continue;
        int64_t other = folder_find(folder, journal[i].from);
        if (other >= 0) {
            folder->files[other] = folder->files[--folder->n];
            file = folder_find(folder, journal[i].to);
        }
        snprintf(folder->files[file].name, NAME_SIZE, "%s", journal[i].from);
        undone++;
    }
    return undone;
}
