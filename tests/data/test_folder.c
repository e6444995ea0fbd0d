/* Folders of photos with everything in them that people's folders hold. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "base/threads.h"
#include "data/folder.h"
#include "tests/support/temp_folder.h"

/* A picture of one colour. */
static const char *photo(const char *folder, const char *name, int width, int height, uint8_t value)
{
    const char *path = temp_path(folder, name);
    Image *image = image_new(width, height, 3);
    memset(image->pixels, value, image_bytes(image));
    bool png = strcmp(file_extension(name), "png") == 0;
    cr_assert(png ? image_save_png(image, path) : image_save_jpeg(image, path, 90), "%s", error_text());
    image_free(image);
    return path;
}

static const char *messy_folder(void)
{
    const char *folder = temp_folder();
    photo(folder, "black/b.jpg", 40, 60, 50);
    photo(folder, "black/a.PNG", 90, 30, 60); /* a JPEG in truth */
    photo(folder, "black/B.jpeg", 10, 8, 70);
    photo(folder, "grizzly/1.png", 20, 20, 80);
    photo(folder, "grizzly/10.png", 20, 20, 90);
    const char *cut = photo(folder, "grizzly/2.jpg", 64, 64, 100);
    size_t n;
    const uint8_t *bytes = file_read(cut, 0, &n);
    temp_file(folder, "grizzly/2.jpg", bytes, n / 2);
    temp_file(folder, "grizzly/page.jpg", "<!DOCTYPE html><p>403", 21);
    temp_file(folder, "black/empty.gif", "", 0);
    temp_file(folder, "black/notes.txt", "not a picture by its name", 25);
    temp_file(folder, "black/.hidden.jpg", "x", 1);
    temp_file(folder, ".thumbnails/a.jpg", "x", 1);
    photo(folder, "black/more/c.jpg", 9, 9, 0);
    photo(folder, "loose.jpg", 9, 9, 0);
    return folder;
}

Test(folder, lists_checks_and_reports)
{
    const char *folder = messy_folder();
    static const char *const good[] = {"black/B.jpeg", "black/a.PNG", "black/b.jpg", "grizzly/1.png",
                                       "grizzly/10.png"};
    static const char *const bad[][2] = {{"black/empty.gif", "is empty (0 bytes)"},
                                         {"grizzly/2.jpg", "is truncated: the end of the picture is missing"},
                                         {"grizzly/page.jpg", "is an HTML page, not a picture"}};
    for (int keep_side = 0; keep_side <= 30; keep_side += 15)
        for (int threads = 1; threads <= 3; threads++) {
            threads_set(threads);
            FolderReport *report;
            const Dataset *set = folder_open(folder, keep_side, &report);
            cr_assert(set != NULL, "%s", error_text());
            cr_assert(set->n == 5 && set->n_classes == 2 && strcmp(set->classes[0], "black") == 0 &&
                      strcmp(set->classes[1], "grizzly") == 0);
            for (int i = 0; i < 5; i++) {
                cr_assert_str_eq(set->path(set, i), file_join(folder, good[i]));
                cr_assert(eq(int, set->label(set, i), i >= 3));
            }
            cr_assert(report->n_files == 8 && report->n_rejected == 3);
            for (int i = 0; i < 3; i++) {
                cr_assert_str_eq(report->rejected[i].path, file_join(folder, bad[i][0]));
                cr_assert_str_eq(report->rejected[i].reason, bad[i][1]);
            }
            Image *wide = set->image(set, 1), *small = set->image(set, 0);
            int side = keep_side == 15 ? 15 : 30;
            cr_assert(wide->height == side && wide->width == 3 * side && small->width == 10 &&
                      small->height == 8);
            cr_assert(wide->pixels[0] >= 59 && wide->pixels[0] <= 61);
            image_free(wide);
            image_free(small);
        }
    scope_end_all();
}

Test(folder, says_what_is_wrong)
{
    const char *folder = temp_folder();
    FolderReport *report;
    cr_assert_null(folder_open(file_join(folder, "missing"), 0, &report));
    cr_assert(error_code() == ERR_FILE && strstr(error_text(), "missing: there is no such folder") &&
              *error_advice());
    error_clear();

    photo(folder, "black/a.jpg", 9, 9, 1);
    cr_assert_null(folder_open(folder, 0, NULL));
    cr_assert(error_code() == ERR_VALUE &&
              strstr(error_text(), "has 1 sub-folders, but two classes at least"));
    error_clear();

    temp_file(folder, "teddy/readme.txt", "x", 1);
    cr_assert_null(folder_open(folder, 0, NULL));
    cr_assert(strstr(error_text(), "teddy: has no picture that can be used") != NULL, "%s", error_text());
    error_clear();

    temp_file(folder, "teddy/a.jpg", "\0\0\0 ftypavif\0\0\0\0", 16);
    cr_assert_null(folder_open(folder, 0, &report));
    cr_assert(strstr(error_advice(), "1 files were rejected, the first: ") && strstr(error_advice(), "AVIF"));
    cr_assert(report->n_files == 2 && report->n_rejected == 1);
    scope_end_all();
}

Test(folder, a_photo_that_vanishes_is_an_error_of_its_own)
{
    const char *folder = messy_folder();
    const Dataset *set = folder_open(folder, 0, NULL), *kept = folder_open(folder, 8, NULL);
    cr_assert(unlink(set->path(set, 4)) == 0);
    cr_assert_null(set->image(set, 4));
    cr_assert(error_code() == ERR_FILE && strstr(error_text(), "grizzly/10.png"));
    error_clear();
    Image *image = kept->image(kept, 4);
    cr_assert(image != NULL, "a picture in memory needs no file");
    image_free(image);
    scope_end_all();
}

Test(folder, survives_failing_memory)
{
    const char *folder = messy_folder();
    for (int threads = 1; threads <= 2; threads++) {
        threads_set(threads);
        bool good = false;
        for (int n = 1; !good; n++) {
            int64_t live = mem_live();
            Scope scope = scope_begin();
            mem_fail_after(n);
            const Dataset *set = folder_open(folder, 15, NULL);
            mem_fail_after(0);
            good = set != NULL && error_ok();
            cr_assert(good || error_code() == ERR_MEMORY, "%s", error_text());
            error_clear();
            scope_end(scope);
            pool_trim();
            cr_assert(n < 400 && mem_live() - live < 8, "allocation %d: %d blocks more", n,
                      (int)(mem_live() - live));
        }
    }
    scope_end_all();
}
