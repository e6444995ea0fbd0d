/* make pretrain, run as a person runs it: killed without warning again and again, it ends with the same file
 * as if nothing had been; and what it says to pictures that it cannot use. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "data/tiles.h"
#include "tests/support/temp_folder.h"

enum { SIDE = 16, ACROSS = 12, CLASSES = 3 };

TestSuite(pretrain, .fini = scope_end_all);

/* A sheet of noisy squares, each class with a colour of its own. */
static void write_sheet(const char *path, int label, int down)
{
    Image *sheet = image_scoped(image_new(SIDE * ACROSS, SIDE * down, 3));
    Stream stream = stream_of(5, (uint64_t)label, (uint64_t)down);
    for (size_t i = 0; i < image_bytes(sheet); i++)
        sheet->pixels[i] = (uint8_t)(stream_below(&stream, 120) + ((int)(i % 3) == label ? 100 : 0));
    cr_assert(image_save_png(sheet, path));
}

static const char *make_sheets(void)
{
    static const char *const names[CLASSES] = {"blue.png", "green.png", "red.png"};
    const char *folder = temp_folder();
    for (int c = 0; c < CLASSES; c++) {
        write_sheet(temp_path(temp_path(folder, "train"), names[c]), c, 12);
        write_sheet(temp_path(temp_path(folder, "val"), names[c]), c, 2);
    }
    return folder;
}

/* Starts the program; what it says goes to out/said. */
static pid_t start(const char *tiles, const char *out, bool resume)
{
    const char *build = getenv("BUILD_DIR");
    cr_assert(build != NULL, "BUILD_DIR is not set: run this by `make test LAYERS=pretrain`");
    const char *arguments[] = {"pretrain", "--tiles",
                               tiles,      "--tile-side",
                               "16",       "--out",
                               out,        "--size",
                               "32",       "--state-steps",
                               "2",        "--epochs",
                               "4",        resume ? "--resume" : NULL,
                               NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, temp_path(out, "said"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    extern char **environ;
    pid_t pid = 0;
    int code = posix_spawn(&pid, file_join(build, "pretrain"), &actions, NULL, (char **)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    cr_assert(eq(int, code, 0), "%s", strerror(code));
    return pid;
}

/* Its exit status; -1 when it was killed. */
static int end_of(pid_t pid)
{
    int status = 0;
    cr_assert(eq(int, waitpid(pid, &status, 0), pid));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *said(const char *out)
{
    size_t n;
    return (const char *)file_read(temp_path(out, "said"), 0, &n);
}

Test(pretrain, killed_at_any_moment_it_ends_with_the_same_bits, .timeout = 600)
{
    const char *tiles = make_sheets(), *whole = temp_folder(), *broken = temp_folder();
    cr_assert(eq(int, end_of(start(tiles, whole, false)), 0), "%s", said(whole));
    Stream moments = stream_of((uint64_t)getpid(), 0, 0); /* other moments in every run: all must do */
    int status = -1, kills = 0;
    for (int turn = 0; status != 0 && turn < 100; turn++) {
        pid_t pid = start(tiles, broken, turn > 0);
        usleep((useconds_t)(100000 + stream_below(&moments, 500000) + 300000 * turn));
        kill(pid, SIGKILL);
        status = end_of(pid);
        kills += status < 0;
        cr_assert(status <= 0, "%s", said(broken));
    }
    cr_assert(eq(int, status, 0));
    cr_expect(kills > 0);
    size_t n_a = 0, n_b = 0;
    const uint8_t *a = file_read(temp_path(whole, "backbone.safetensors"), 0, &n_a),
                  *b = file_read(temp_path(broken, "backbone.safetensors"), 0, &n_b);
    cr_assert(a && b && n_a == n_b);
    cr_expect(memcmp(a, b, n_a) == 0, "killed %d times, the weights are others", kills);
}

Test(pretrain, says_what_it_cannot_use)
{
    const char *tiles = make_sheets(), *out = temp_folder();
    write_sheet(temp_path(temp_path(tiles, "val"), "pink.png"), 0, 2);
    cr_expect(eq(int, end_of(start(tiles, out, false)), 1));
    cr_expect(strstr(said(out), "the classes of train and val differ") != NULL, "%s", said(out));
    write_sheet(temp_path(temp_path(tiles, "train"), "pink.png"), 0, 2);
    Dataset *odd = tiles_open(file_join(tiles, "train"), 5);
    cr_expect(eq(ptr, odd, NULL));
    cr_expect(strstr(error_text(), "blue.png is 192 x 192 pixels, no whole number of squares of 5") != NULL,
              "%s", error_text());
    error_clear();
    Dataset *pictures = tiles_open(file_join(tiles, "train"), SIDE), *both = dataset_join(pictures, pictures);
    cr_assert(both != NULL, "%s", error_text());
    cr_expect(eq(i64, pictures->n, 3 * 144 + 24));
    cr_expect(eq(i64, both->n, 2 * pictures->n));
    cr_expect(eq(int, both->n_classes, 8));
    cr_expect(eq(int, both->label(both, pictures->n + 150), 4 + 1));
    cr_expect(eq(str, (char *)both->classes[5], "green"));
}
