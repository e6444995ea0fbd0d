/* Marking photos, doing what the marks say, and undoing it byte for byte. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "base/sha256.h"
#include "data/clean.h"
#include "tests/support/temp_folder.h"

/* Two classes that both have a 1.jpg, and names that are awkward in a text, a path and a page. */
static const char *folder_of_photos(void)
{
    static const char *const names[] = {"black/1.jpg",          "black/2.jpg", "black/tab\there.jpg",
                                        "teddy/1.jpg",          "teddy/3.jpg", "teddy/<b>&\"'.jpg",
                                        "teddy/back\\slash.jpg"};
    const char *folder = temp_path(temp_folder(), "photos");
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++) {
        Image *image = image_scoped(image_new(24, 16, 3));
        for (size_t p = 0; p < image_bytes(image); p++)
            image->pixels[p] = (uint8_t)(p * (size_t)(i + 3));
        cr_assert(image_save_png(image, temp_path(folder, names[i])), "%s", error_text());
    }
    return folder;
}

/* Names, contents and times of all files in a folder, as one text. */
static char *state_of(const char *folder)
{
    char *text = scope_text("%s", "");
    const FileList *classes = file_folders(folder);
    for (int64_t c = 0; c < classes->n; c++) {
        const char *class = file_join(folder, classes->names[c]);
        const FileList *files = file_list(class);
        for (int64_t i = 0; i < files->n; i++) {
            char sum[SHA256_TEXT_SIZE];
            struct stat about;
            const char *path = file_join(class, files->names[i]);
            cr_assert(sha256_file(path, sum) && stat(path, &about) == 0);
            text = scope_text("%s%s %s %lld\n", text, path, sum, (long long)about.st_mtime);
        }
    }
    return text;
}

static Clean *open_folder(const char *folder)
{
    Clean *clean = clean_open(folder, folder_open(folder, 0, NULL));
    cr_assert(clean != NULL, "%s", error_text());
    return clean;
}

static int64_t number_of(const Clean *clean, const char *name)
{
    for (int64_t i = 0; i < clean_count(clean); i++)
        if (strcmp(clean_photo(clean, i)->name, name) == 0)
            return i;
    cr_assert(false, "no photo is called %s", name);
    return -1;
}

Test(clean, marks_apply_and_undo)
{
    const char *folder = folder_of_photos(), *before = state_of(folder);
    Clean *clean = open_folder(folder);
    cr_assert(eq(int, (int)clean_count(clean), 7));
    int64_t clash = number_of(clean, "black/1.jpg"), gone = number_of(clean, "teddy/<b>&\"'.jpg"),
            tab = number_of(clean, "black/tab\there.jpg");
    cr_assert(clean_mark(clean, clash, 1) && clean_mark(clean, gone, CLEAN_DELETE));
    cr_assert(clean_mark(clean, tab, CLEAN_DELETE) && clean_mark(clean, number_of(clean, "teddy/3.jpg"), 0));
    cr_assert(clean_mark(clean, number_of(clean, "black/2.jpg"), 0), "its own class is no change");
    cr_assert(eq(int, (int)clean_changes(clean), 4));

    /* Another program, later: the marks are there. */
    Clean *again = open_folder(folder);
    cr_assert(eq(int, (int)clean_changes(again), 4));
    cr_assert(clean_photo(again, tab)->mark == CLEAN_DELETE && clean_photo(again, clash)->mark == 1);
    cr_assert(eq(str, state_of(folder), (char *)before), "a mark moves nothing");

    cr_assert(eq(int, (int)clean_apply(again), 4), "%s", error_text());
    cr_assert(eq(str, (char *)clean_photo(again, clash)->name, "teddy/1~2.jpg"), "1.jpg was taken");
    cr_assert(clean_photo(again, clash)->label == 1 && clean_changes(again) == 0);
    cr_assert(eq(str, (char *)clean_photo(again, gone)->name, ""));
    cr_assert(file_exists(file_join(reject_folder(folder), "teddy/<b>&\"'.jpg")));
    cr_assert_not(clean_mark(again, gone, 0));
    cr_assert(eq(int, error_code(), ERR_STATE));
    error_clear();

    /* A second round moves one of them on; undoing goes back round by round. */
    const char *between = state_of(folder);
    cr_assert(clean_mark(again, clash, CLEAN_DELETE) && clean_apply(again) == 1, "%s", error_text());
    RejectUndo undone;
    cr_assert(clean_undo(again, &undone) && undone.n_back == 1, "%s", error_text());
    cr_assert(eq(str, state_of(folder), (char *)between));
    cr_assert(clean_undo(again, &undone) && undone.n_back == 4, "%s", error_text());
    cr_assert(eq(str, state_of(folder), (char *)before), "byte for byte");
    cr_assert(eq(str, (char *)clean_photo(again, gone)->name, "teddy/<b>&\"'.jpg"));
    cr_assert_not(file_is_folder(reject_folder(folder)) || reject_can_undo(folder));
    scope_end_all();
}

/* Two files of one name into one class in one go, and a batch that stays when the last is undone. */
Test(clean, names_and_batches)
{
    const char *folder = folder_of_photos(), *before = state_of(folder);
    temp_file(folder, "polar/1.jpg", "x", 1);
    const RejectMove both[] = {{"black/1.jpg", "polar/1.jpg", "a"}, {"teddy/1.jpg", "polar/1.jpg", "b"}};
    cr_assert(eq(int, (int)reject_moves(folder, both, 2), 2), "%s", error_text());
    cr_assert(file_exists(file_join(folder, "polar/1~2.jpg")) &&
              file_exists(file_join(folder, "polar/1~3.jpg")));
    cr_assert(reject_files(folder, &(Rejected){"black/2.jpg", "c"}, 1) == 1);
    RejectUndo undone;
    cr_assert(reject_undo_last(folder, &undone) && undone.n_back == 1 && reject_can_undo(folder));
    cr_assert(file_exists(file_join(folder, "black/2.jpg")));
    cr_assert(reject_undo_last(folder, &undone) && undone.n_back == 2);
    unlink(file_join(folder, "polar/1.jpg"));
    rmdir(file_join(folder, "polar"));
    cr_assert(eq(str, state_of(folder), (char *)before));
    scope_end_all();
}

/* Nothing outside the folder moves, whoever asks for it: a caller, a file of marks, or a journal. */
Test(clean, stays_inside)
{
    const char *folder = folder_of_photos(), *before = state_of(folder);
    const char *secret = temp_file(folder, "../secret/key.jpg", "mine", 4);
    static const RejectMove bad[] = {
        {"../secret/key.jpg", NULL, "x"},          {"/etc/passwd", NULL, "x"},
        {"black/../../secret/key.jpg", NULL, "x"}, {"black/1.jpg", "../secret/1.jpg", "x"},
        {"black/1.jpg", "/tmp/1.jpg", "x"},        {"", NULL, "x"}};
    for (int i = 0; i < (int)(sizeof bad / sizeof *bad); i++) {
        cr_assert(eq(int, (int)reject_moves(folder, &bad[i], 1), 0));
        cr_assert(eq(int, error_code(), ERR_VALUE), "%s", error_text());
        error_clear();
    }
    const char *marks = scope_text("../secret/key.jpg\t\tdelete\nblack/1.jpg\t../secret\tmove\n"
                                   "black/2.jpg\t\tdelete\nteddy/3.jpg\tte");
    temp_file(folder, "../photos-marks.tsv", marks, strlen(marks));
    Clean *clean = open_folder(folder);
    cr_assert(eq(int, (int)clean_changes(clean), 1), "only black/2.jpg");
    cr_assert(clean_mark(clean, number_of(clean, "black/2.jpg"), CLEAN_KEEP));
    static const int wrong[][2] = {{-1, 0}, {7, 0}, {0, 2}, {0, -3}};
    for (int i = 0; i < 4; i++) {
        cr_assert_not(clean_mark(clean, wrong[i][0], wrong[i][1]));
        cr_assert(eq(int, error_code(), ERR_VALUE));
        error_clear();
    }
    const char *journal = "../../secret/key.jpg\tblack/1.jpg\tx\n";
    temp_file(reject_folder(folder), "journal.tsv", journal, strlen(journal));
    RejectUndo undone;
    cr_assert_not(reject_undo(folder, &undone));
    cr_assert(eq(int, error_code(), ERR_FORMAT));
    error_clear();
    cr_assert(file_exists(secret));
    cr_assert(eq(str, state_of(folder), (char *)before));
    scope_end_all();
}

/* Whichever allocation fails, no photo is lost and the marks are the old ones or the new ones. */
Test(clean, out_of_memory)
{
    for (int n = 1;; n++) {
        Scope scope = scope_begin();
        const char *folder = folder_of_photos();
        Clean *clean = open_folder(folder);
        cr_assert(clean_mark(clean, 1, CLEAN_DELETE) && clean_mark(clean, 2, 1));
        mem_fail_after(n);
        int64_t moved = clean_apply(clean);
        mem_fail_after(0);
        bool done = error_ok();
        error_clear();
        cr_assert(moved == 2 || done == false);
        int64_t files = clean_count(open_folder(folder));
        RejectUndo undone = {0};
        if (reject_can_undo(folder))
            cr_assert(reject_undo(folder, &undone), "%s", error_text());
        cr_assert(eq(int, (int)(files + (moved > 0)), 7), "failing %d: %d moved", n, (int)moved);
        cr_assert(eq(int, (int)clean_count(open_folder(folder)), 7));
        scope_end(scope);
        if (done)
            break;
    }
    scope_end_all();
}
