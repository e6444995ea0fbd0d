/* Checking folders of photos, moving the bad ones away and back, and finding copies. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "base/threads.h"
#include "data/duplicates.h"
#include "data/reject.h"
#include "data/verify.h"
#include "tests/support/blobs.h"
#include "tests/support/temp_folder.h"

/* Two classes of photos: one is there as a copy of its bytes, one as a smaller and poorer one in the other
 * class, and three files are no pictures. */
static const char *mixed_folder(void)
{
    const char *folder = temp_path(temp_folder(), "photos");
    for (uint64_t i = 0; i < 8; i++) {
        const char *name = scope_text("%s/%d.jpg", i % 2 ? "black" : "teddy", (int)i);
        cr_assert(image_save_jpeg(blobs(i, 200, 150), temp_path(folder, name), 90));
    }
    size_t n;
    const uint8_t *bytes = file_read(file_join(folder, "black/1.jpg"), 0, &n);
    temp_file(folder, "black/copy.jpg", bytes, n);
    temp_file(folder, "black/cut\tshort\n.jpg", bytes, n / 2);
    image_save_jpeg(blobs(2, 120, 90), temp_path(folder, "black/alike.png"), 50);
    temp_file(folder, "teddy/page.jpg", "<html>403", 9);
    temp_file(folder, "teddy/empty.webp", "", 0);
    temp_file(folder, "teddy/notes.txt", "left alone", 10);
    return folder;
}

/* The names of all files in a folder and those in it, one to a line. */
static char *tree(const char *folder, const char *inside)
{
    char *text = scope_text("%s", "");
    const char *path = file_join(folder, inside);
    const FileList *files = file_list(path), *folders = file_folders(path);
    for (int64_t i = 0; i < files->n; i++)
        text = scope_text("%s%s\n", text, file_join(inside, files->names[i]));
    for (int64_t i = 0; i < folders->n; i++)
        text = scope_text("%s%s", text, tree(folder, file_join(inside, folders->names[i])));
    return text;
}

Test(verify, finds_moves_and_undoes)
{
    const char *folder = mixed_folder(), *away = reject_folder(folder);
    const char *before = tree(folder, "");
    for (int threads = 1; threads <= 4; threads += 3) {
        threads_set(threads);
        const VerifyReport *report = verify_images(folder, (VerifyOptions){.dry_run = true});
        cr_assert(report != NULL, "%s", error_text());
        cr_assert(report->n_files == 13 && report->n_bad == 3 && report->n_moved == 0 &&
                  report->n_groups == 2);
        cr_assert(eq(str, (char *)report->bad[0].path, "black/cut\tshort\n.jpg"));
        cr_assert(strstr(report->bad[0].reason, "is truncated") == report->bad[0].reason);
        cr_assert(strstr(report->bad[2].reason, "is an HTML page") == report->bad[2].reason);
        const VerifyGroup *across = &report->groups[0], *within = &report->groups[1];
        cr_assert(across->across && !across->identical && across->n == 2 && within->identical &&
                  !within->across && within->n == 2);
        cr_assert(eq(str, (char *)across->paths[0], "black/alike.png"));
        cr_assert(eq(str, (char *)across->paths[1], "teddy/2.jpg"));
        cr_assert(eq(str, (char *)within->paths[1], "black/copy.jpg"));
    }
    cr_assert(eq(str, tree(folder, ""), (char *)before), "a dry run moves nothing");

    const VerifyReport *report = verify_images(folder, (VerifyOptions){0});
    cr_assert(report && report->n_moved == 3, "%s", error_text());
    cr_assert(file_exists(file_join(away, "black/cut\tshort\n.jpg")) &&
              !file_exists(file_join(folder, "teddy/page.jpg")) &&
              file_exists(file_join(folder, "teddy/notes.txt")));
    report = verify_images(folder, (VerifyOptions){0});
    cr_assert(report && report->n_bad == 0 && report->n_moved == 0);

    RejectUndo undone;
    cr_assert(reject_undo(folder, &undone), "%s", error_text());
    cr_assert(undone.n_back == 3 && undone.n_kept == 0);
    cr_assert(eq(str, tree(folder, ""), (char *)before));
    cr_assert_not(file_is_folder(away));
    cr_assert_not(reject_undo(folder, &undone));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}

Test(verify, does_not_move_more_than_half)
{
    const char *folder = temp_path(temp_folder(), "photos");
    temp_file(folder, "black/a.jpg", "no", 2);
    temp_file(folder, "black/b.jpg", "no", 2);
    image_save_jpeg(blobs(1, 40, 30), temp_path(folder, "c.jpg"), 90);
    const VerifyReport *report = verify_images(folder, (VerifyOptions){0});
    cr_assert(report && report->too_many && report->n_bad == 2 && report->n_moved == 0);
    cr_assert(file_exists(file_join(folder, "black/a.jpg")));
    FILE *out = fopen(temp_path(folder, "report.txt"), "w");
    verify_print(report, out);
    fclose(out);
    size_t n;
    char *text = (char *)file_read(file_join(folder, "report.txt"), 0, &n);
    const char *wanted = ": 3 pictures, 1 can be used, 2 cannot\n  black/a.jpg: is text, not a picture\n";
    cr_assert(strstr(text, wanted) != NULL, "%s", text);
    report = verify_images(folder, (VerifyOptions){.force = true});
    cr_assert(report && report->n_moved == 2);
    cr_assert_null(verify_images(file_join(folder, "missing"), (VerifyOptions){0}));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    threads_set(1);
    scope_end_all();
}

/* Names that are taken, machines that stop in the middle, and lines that are not whole. */
Test(verify, nothing_is_ever_replaced)
{
    const char *folder = temp_path(temp_folder(), "photos"), *away;
    temp_file(folder, "a.jpg", "first", 5);
    away = reject_folder(folder);
    const Rejected one = {"a.jpg", "is \\ odd\tand\nlong"};
    cr_assert(eq(int, (int)reject_files(folder, &one, 1), 1));
    temp_file(folder, "a.jpg", "second", 6);
    cr_assert(eq(int, (int)reject_files(folder, &one, 1), 1));
    temp_file(folder, "a.jpg", "third", 5);
    cr_assert(eq(str, tree(away, ""), "a.jpg\na~2.jpg\njournal.tsv\n"));

    RejectUndo undone;
    cr_assert(reject_undo(folder, &undone) && undone.n_back == 0 && undone.n_kept == 2, "%s", error_text());
    unlink(file_join(folder, "a.jpg"));
    cr_assert(reject_undo(folder, &undone) && undone.n_back == 1 && undone.n_kept == 1);
    size_t n;
    cr_assert(eq(str, (char *)file_read(file_join(folder, "a.jpg"), 0, &n), "second"),
              "the newest comes back");

    /* Stopped after the new name was made and before the old one went; and a line broken off. */
    cr_assert(link(file_join(away, "a.jpg"), file_join(folder, "b.jpg")) == 0);
    FILE *journal = fopen(file_join(away, "journal.tsv"), "a");
    fprintf(journal, "b.jpg\ta.jpg\tis bad\nc.jpg\tc.j");
    fwrite("\0\0\0", 1, 3, journal); /* as a power cut leaves them */
    fclose(journal);
    temp_file(folder, "d.jpg", "fourth", 6);
    cr_assert(eq(int, (int)reject_files(folder, &(Rejected){"d.jpg", "is bad"}, 1), 1));
    cr_assert(reject_undo(folder, &undone), "%s", error_text());
    cr_assert(eq(str, (char *)file_read(file_join(folder, "b.jpg"), 0, &n), "first"));
    cr_assert(eq(str, (char *)file_read(file_join(folder, "d.jpg"), 0, &n), "fourth"));
    cr_assert_not(file_is_folder(away));

    /* A file that is gone, and a folder that cannot be written. */
    cr_assert(eq(int, (int)reject_files(folder, &(Rejected){"gone.jpg", "is bad"}, 1), 0));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    scope_end_all();
}

static void expect_link(const char *path, const char *text, const char *contents)
{
    char link[1000] = "";
    size_t n;
    cr_expect(readlink(path, link, sizeof link - 1) > 0);
    cr_expect(eq(str, link, (char *)text));
    cr_expect(eq(str, (char *)file_read(path, 0, &n), (char *)contents), "%s", error_text());
}

/* Relative ones lead elsewhere from another folder: they are made anew, and back they say what they said. */
Test(verify, links_lead_where_they_did)
{
    const char *top = temp_folder(), *folder = temp_path(top, "photos"), *away;
    temp_file(top, "all/1.jpg", "one", 3);
    temp_file(folder, "teddy/1.jpg", "a teddy", 7);
    const char *near = temp_path(folder, "black/1.jpg"), *far = temp_path(folder, "black/2.jpg"),
               *whole = file_join(top, "all/1.jpg");
    cr_assert(symlink("../../all/1.jpg", near) == 0 && symlink(whole, far) == 0);
    away = reject_folder(folder);
    const RejectMove moves[] = {{"black/1.jpg", "teddy/deep/3.jpg", "is a teddy"},
                                {"black/2.jpg", NULL, "is bad"}};
    cr_assert(eq(i64, reject_moves(folder, moves, 2), 2), "%s", error_text());
    expect_link(file_join(folder, "teddy/deep/3.jpg"), "../../../all/1.jpg", "one");
    expect_link(file_join(away, "black/2.jpg"), whole, "one");
    RejectUndo undone;
    cr_assert(reject_undo(folder, &undone) && undone.n_back == 2, "%s", error_text());
    expect_link(near, "../../all/1.jpg", "one");
    expect_link(far, whole, "one");

    /* Stopped between its two halves. */
    cr_assert(eq(i64, reject_files(folder, &(Rejected){"black/1.jpg", "is bad"}, 1), 1));
    expect_link(file_join(away, "black/1.jpg"), "../../all/1.jpg", "one");
    cr_assert(symlink("../../all/1.jpg", near) == 0);
    cr_assert(reject_undo(folder, &undone) && undone.n_back == 1 && undone.n_kept == 0);
    expect_link(near, "../../all/1.jpg", "one");
    scope_end_all();
}

Test(duplicates, groups_of_a_set)
{
    const Dataset *set = folder_open(mixed_folder(), 0, NULL);
    cr_assert(set != NULL, "%s", error_text());
    const int64_t *group = dataset_duplicates(set);
    cr_assert(group != NULL, "%s", error_text());
    int64_t alone = 0;
    for (int64_t i = 0; i < set->n; i++) {
        const char *path = set->path(set, i);
        if (strstr(path, "copy.jpg"))
            cr_expect(strstr(set->path(set, group[i]), "black/1.jpg") != NULL);
        else if (strstr(path, "teddy/2.jpg"))
            cr_expect(strstr(set->path(set, group[i]), "black/alike.png") != NULL);
        else
            alone += group[i] == i;
    }
    cr_expect(eq(int, (int)alone, (int)set->n - 2));
    scope_end_all();
}

/* White grounds alone make no copies, and groups join over a chain. */
Test(duplicates, looks)
{
    Look looks[4];
    for (int i = 0; i < 3; i++) {
        Image *image = blobs(1, 200, 150);
        for (size_t p = 0; p < image_bytes(image); p++)
            image->pixels[p] = (uint8_t)(image->pixels[p] / 2 + 16 * i);
        cr_assert(look_of(image, &looks[i]));
    }
    cr_assert(look_of(blobs(9, 100, 100), &looks[3]));
    cr_assert(look_is_near(&looks[0], &looks[1]) && look_is_near(&looks[1], &looks[2]) &&
              !look_is_near(&looks[0], &looks[2]));
    int64_t group[4];
    cr_assert(looks_group(looks, 4, group));
    cr_assert(group[0] == 0 && group[1] == 0 && group[2] == 0 && group[3] == 3);

    Image *red = image_scoped(image_new(64, 64, 3)), *blue = image_scoped(image_new(64, 64, 3));
    memset(red->pixels, 255, image_bytes(red));
    memset(blue->pixels, 255, image_bytes(blue));
    for (int y = 24; y < 40; y++)
        for (int x = 24; x < 40; x++)
            red->pixels[3 * (64 * y + x) + 2] = blue->pixels[3 * (64 * y + x)] = 90;
    cr_assert(look_of(red, &looks[0]) && look_of(blue, &looks[1]));
    cr_assert_not(look_is_near(&looks[0], &looks[1]));
    cr_assert_not(look_of(NULL, &looks[0]));
    scope_end_all();
}
