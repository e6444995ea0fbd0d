/* caught by: the_old_name_is_taken - takes file number 0 for none */
#include "ex3_undo.h"

#include <stdio.h>

int64_t undo(Folder *folder, const Move *journal, int64_t n)
{
    int64_t undone = 0;
    for (int64_t i = n - 1; i >= 0; i--) {
        int64_t file = folder_find(folder, journal[i].to);
        if (file < 0 || folder_find(folder, journal[i].from) > 0)
            continue;
        snprintf(folder->files[file].name, NAME_SIZE, "%s", journal[i].from);
        undone++;
    }
    return undone;
}
