/* The confusion matrix, and pictures whose file names hold whatever a file name may hold. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "interpret/plot.h"

static char folder[64];

/* A folder whose name would be the end of a careless quotation. */
static void make_folder(void)
{
    strcpy(folder, "/tmp/it's a \"p`lot\\ $HOME @x #-XXXXXX");
    cr_assert(ne(ptr, mkdtemp(folder), NULL));
}

static void remove_folder(void)
{
    const char *names[] = {"losses.png",    "losses-steps.csv", "losses-epochs.csv",
                           "confusion.png", "confusion.csv",    "bad.gp",
                           "out.png"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(file_join(folder, names[i]));
    cr_assert(eq(int, rmdir(folder), 0), "something else was left in %s", folder);
    scope_end_all();
    pool_trim();
    cr_assert(eq(i64, mem_live(), 0));
}

TestSuite(confusion, .fini = scope_end_all);
TestSuite(plot, .init = make_folder, .fini = remove_folder);

static const char *classes[] = {"black", "a,b\"c", "b\xC3\xA4r"};

/* Actual 0 0 0 1 1 2, taken for 0 0 1 1 2 2. */
static Confusion *small_confusion(void)
{
    Tensor *logits = tensor_of(SHAPE(6, 3), 9, 1, 0, 2, 1, 0, 0, 3, 1, 0, 3, 1, 0, 1, 3, 0, 1, 3);
    Tensor *labels = tensor_of(SHAPE(6), 0, 0, 0, 1, 1, 2), *losses = tensor_of(SHAPE(6), 0, 1, 2, 3, 4, 5);
    return confusion_of(logits, labels, losses, 3, classes);
}

Test(confusion, counts_and_prints)
{
    Confusion *confusion = small_confusion();
    static const int64_t expected[9] = {2, 1, 0, 0, 1, 1, 0, 0, 1};
    cr_assert(eq(int, memcmp(confusion->counts, expected, sizeof expected), 0));
    cr_assert(eq(i64, confusion->errors, 2));
    cr_assert(eq(i64, confusion->n, 6));
    cr_assert(eq(dbl, confusion->mean_loss, 2.5));
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    confusion_print(out, confusion);
    fclose(out);
    cr_assert(eq(str, text,
                 "             predicted\n"
                 "               black  a,b\"c    b\xC3\xA4r  total    right\n"
                 "actual  black      2      1      0      3    66.7%\n"
                 "        a,b\"c      0      1      1      2    50.0%\n"
                 "        b\xC3\xA4r        0      0      1      1   100.0%\n"
                 "        total      2      2      2      6    66.7%\n"),
              "%s", text);
    free(text);
}

Test(confusion, refuses_what_does_not_fit)
{
    Tensor *logits = tensor_zeros(SHAPE(2, 3));
    cr_assert(eq(ptr, confusion_of(logits, tensor_of(SHAPE(2), 0, 3), NULL, 3, classes), NULL));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
    cr_assert(eq(ptr, confusion_of(logits, tensor_of(SHAPE(2), 0, NAN), NULL, 3, classes), NULL));
    error_clear();
    cr_assert(eq(ptr, confusion_of(logits, tensor_zeros(SHAPE(3)), NULL, 3, classes), NULL));
    cr_assert(eq(int, error_code(), ERR_SHAPE));
    error_clear();
    Confusion *confusion = confusion_of(logits, tensor_zeros(SHAPE(2)), NULL, 3, classes);
    cr_assert(isnan(confusion->mean_loss));
    cr_assert(eq(ptr, confusion_of(NULL, NULL, NULL, 3, classes), NULL));
}

/* Width and height from a PNG's header; 0 when it is none. */
static unsigned png_size(const char *path, unsigned *height)
{
    size_t n;
    const uint8_t *b = file_read(path, 0, &n);
    if (!b || n < 1000 || memcmp(b, "\x89PNG\r\n\x1A\n", 8) != 0)
        return 0;
    *height = (unsigned)b[22] << 8 | b[23];
    return (unsigned)b[18] << 8 | b[19];
}

static bool has_gnuplot(void)
{
    return system("gnuplot --version >/dev/null 2>&1") == 0;
}

Test(plot, draws_losses_and_confusion)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    Recorder *recorder = recorder_new();
    cr_assert(recorder_begin_fit(recorder, 2, 6));
    for (int i = 0; i < 6; i++)
        recorder_add_step(recorder, 1.0 / (i + 1), 0.01, 0.9);
    recorder_add_row(recorder, (EpochRow){.epoch = 0, .valid_loss = 0.9, .step = 3});
    recorder_add_row(recorder, (EpochRow){.epoch = 1, .valid_loss = 0.5, .step = 6});
    const char *losses = file_join(folder, "losses.png"), *matrix = file_join(folder, "confusion.png");
    unsigned height = 0;
    cr_assert(eq(int, plot_losses(recorder, losses), PLOT_DRAWN), "%s", error_text());
    cr_assert(eq(uint, png_size(losses, &height), 1280));
    cr_assert(eq(uint, height, 960));
    cr_assert(eq(int, plot_confusion(small_confusion(), matrix), PLOT_DRAWN), "%s", error_text());
    cr_assert(gt(uint, png_size(matrix, &height), 1000));
    size_t n;
    cr_assert(eq(str, (char *)file_read(file_join(folder, "confusion.csv"), 0, &n),
                 "actual,predicted,count,actual_name,predicted_name\n"
                 "0,0,2,\"black\",\"black\"\n0,1,1,\"black\",\"a,b_c\"\n0,2,0,\"black\",\"b\xC3\xA4r\"\n"
                 "1,0,0,\"a,b_c\",\"black\"\n1,1,1,\"a,b_c\",\"a,b_c\"\n1,2,1,\"a,b_c\",\"b\xC3\xA4r\"\n"
                 "2,0,0,\"b\xC3\xA4r\",\"black\"\n2,1,0,\"b\xC3\xA4r\",\"a,b_c\"\n2,2,1,\"b\xC3\xA4r\","
                 "\"b\xC3\xA4r\"\n"));
}

Test(plot, a_script_that_fails_leaves_nothing)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    static const char script[] = "set terminal pngcairo\nplot nonsense(x)\n";
    const char *png = file_join(folder, "out.png");
    cr_assert(file_write(file_join(folder, "bad.gp"), script, strlen(script)));
    setenv("PLOTS_DIR", folder, 1);
    cr_assert(eq(int, plot_run("bad", png, 0, NULL), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_STATE));
    cr_assert(ne(ptr, strstr(error_text(), "nonsense"), NULL), "gnuplot's own words: %s", error_text());
    cr_assert(not(file_exists(png)));
    error_clear();
    cr_assert(eq(int, plot_run("absent", png, 0, NULL), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    PlotVariable split = {"v", "two\nlines"};
    cr_assert(eq(int, plot_run("bad", png, 1, &split), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

Test(plot, without_gnuplot_the_data_stay)
{
    setenv("PATH", "/nowhere", 1);
    const char *png = file_join(folder, "confusion.png");
    cr_assert(eq(int, plot_confusion(small_confusion(), png), PLOT_NO_GNUPLOT), "%s", error_text());
    cr_assert(error_ok());
    cr_assert(file_exists(file_join(folder, "confusion.csv")));
    cr_assert(not(file_exists(png)));
}
