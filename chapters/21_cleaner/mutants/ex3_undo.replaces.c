/* caught by: the_old_name_is_taken - what has the old name by now is lost */
#include "ex3_undo.h"

#include <stdio.h>

int64_t undo(Folder *folder, const Move *journal, int64_t n)
{
    int64_t undone = 0;
    for (int64_t i = n - 1; i >= 0; i--) {
        if (folder_find(folder, journal[i].to) < 0)
            continue;
        int64_t other = folder_find(folder, journal[i].from);
        if (other >= 0)
            folder->files[other] = folder->files[--folder->n];
        snprintf(folder->files[folder_find(folder, journal[i].to)].name, NAME_SIZE, "%s", journal[i].from);
        undone++;
    }
    return undone;
}
