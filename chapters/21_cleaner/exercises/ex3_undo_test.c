/* The tests of exercise 21.3. */
#include "ex3_undo.h"

#include <criterion/criterion.h>
#include <string.h>

int64_t folder_find(const Folder *folder, const char *name)
{
    for (int64_t i = 0; i < folder->n; i++)
        if (strcmp(folder->files[i].name, name) == 0)
            return i;
    return -1;
}

/* What lies under this name; 0: nothing. */
static int photo(const Folder *folder, const char *name)
{
    int64_t i = folder_find(folder, name);
    return i < 0 ? 0 : folder->files[i].photo;
}

Test(undo, each_moved_once)
{
    File files[] = {{"grizzly/1", 1}, {"trash/2", 2}, {"teddy/3", 3}};
    Folder folder = {3, files};
    const Move journal[] = {{"black/1", "grizzly/1"}, {"black/2", "trash/2"}};
    cr_assert(undo(&folder, journal, 2) == 2 && folder.n == 3,
              "two moves are taken back, and three photos stay three");
    cr_assert(photo(&folder, "black/1") == 1 && photo(&folder, "black/2") == 2 &&
                  photo(&folder, "teddy/3") == 3,
              "photos 1 and 2 are back in black, and 3 has stayed");
}

Test(undo, one_moved_twice)
{
    File files[] = {{"trash/1", 1}};
    Folder folder = {1, files};
    const Move journal[] = {{"black/1", "grizzly/1"}, {"grizzly/1", "trash/1"}};
    int64_t undone = undo(&folder, journal, 2);
    cr_assert(photo(&folder, "black/1") == 1,
              "the photo went to grizzly and then to the trash; it is in %s now, and belongs in black",
              files[0].name);
    cr_assert(undone == 2, "both moves are taken back, not %d", (int)undone);
}

Test(undo, two_that_change_places)
{
    File files[] = {{"black/1", 2}, {"grizzly/1", 1}};
    Folder folder = {2, files};
    const Move journal[] = {{"black/1", "trash/1"}, {"grizzly/1", "black/1"}, {"trash/1", "grizzly/1"}};
    cr_assert(undo(&folder, journal, 3) == 3 && folder.n == 2,
              "three moves, and both photos are still there");
    cr_assert(photo(&folder, "black/1") == 1 && photo(&folder, "grizzly/1") == 2,
              "they have changed places again");
}

Test(undo, the_old_name_is_taken)
{
    File files[] = {{"trash/1", 1}, {"black/1", 7}};
    Folder folder = {2, files};
    int64_t undone = undo(&folder, (const Move[]){{"black/1", "trash/1"}}, 1);
    cr_assert(folder.n == 2, "two photos were there, and now there are %d", (int)folder.n);
    cr_assert(photo(&folder, "black/1") == 7 && photo(&folder, "trash/1") == 1,
              "black/1 is another photo by now: the old one stays in the trash");
    cr_assert(undone == 0, "nothing was taken back, and you say %d", (int)undone);
    File first[] = {{"black/1", 7}, {"trash/1", 1}};
    folder = (Folder){2, first};
    undone = undo(&folder, (const Move[]){{"black/1", "trash/1"}}, 1);
    cr_assert(photo(&folder, "black/1") == 7 && photo(&folder, "trash/1") == 1 && undone == 0,
              "the same if black/1 is file number 0 of the folder: 0 is a number, and only below 0 is none");
}

Test(undo, moved_by_somebody_else)
{
    File files[] = {{"teddy/1", 1}, {"trash/2", 2}};
    Folder folder = {2, files};
    const Move journal[] = {{"black/2", "trash/2"}, {"black/1", "grizzly/1"}};
    cr_assert(undo(&folder, journal, 2) == 1, "grizzly/1 is gone: one move is left to take back");
    cr_assert(photo(&folder, "teddy/1") == 1 && photo(&folder, "black/2") == 2,
              "photo 1 stays, photo 2 is back");
}
