/* The confusion matrix, and pictures whose file names hold whatever a file name may hold. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "interpret/plot.h"
#include "interpret/plot_ascii.h"
#include "tests/support/end_all.h"
#include "tests/support/temp_folder.h"

static const char *folder;

/* A folder whose name would be the end of a careless quotation. */
static void make_folder(void)
{
    folder = file_join(temp_folder(), "it's a \"p`lot\\ $HOME @x #");
    cr_assert(file_make_folder(folder));
    unsetenv("PLOT");
}

TestSuite(confusion, .fini = scope_end_all);
TestSuite(plot, .init = make_folder, .fini = end_all);

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

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), n_end = strlen(end);
    return n >= n_end && strcmp(text + n - n_end, end) == 0;
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
    cr_assert(eq(int, plot_losses(stdout, recorder, losses), PLOT_DRAWN), "%s", error_text());
    cr_assert(eq(uint, png_size(losses, &height), 1280));
    cr_assert(eq(uint, height, 960));
    recorder->rows[0].valid_loss = recorder->rows[1].valid_loss = NAN;
    cr_expect(eq(int, plot_losses(stdout, recorder, losses), PLOT_DRAWN), "%s", error_text());
    for (int i = 0; i < 6; i++)
        recorder->losses[i] = recorder->smoothed[i] = 0;
    cr_expect(eq(int, plot_losses(stdout, recorder, losses), PLOT_DRAWN), "%s", error_text());
    cr_assert(eq(int, plot_confusion(stdout, small_confusion(), matrix), PLOT_DRAWN), "%s", error_text());
    cr_assert(gt(uint, png_size(matrix, &height), 1000));
    Confusion one = {.n_classes = 1, .classes = (const char *[]){"bear"}, .counts = (int64_t[]){5}, .n = 5};
    cr_expect(eq(int, plot_confusion(stdout, &one, file_join(folder, "one.png")), PLOT_DRAWN), "%s",
              error_text());
    size_t n;
    cr_assert(eq(str, (char *)file_read(file_join(folder, "confusion.csv"), 0, &n),
                 "actual,predicted,count,share,actual_name,predicted_name\n"
                 "0,0,2,0.666667,\"black\",\"black\"\n0,1,1,0.333333,\"black\",\"a,b_c\"\n"
                 "0,2,0,0,\"black\",\"b\xC3\xA4r\"\n1,0,0,0,\"a,b_c\",\"black\"\n"
                 "1,1,1,0.5,\"a,b_c\",\"a,b_c\"\n1,2,1,0.5,\"a,b_c\",\"b\xC3\xA4r\"\n"
                 "2,0,0,0,\"b\xC3\xA4r\",\"black\"\n2,1,0,0,\"b\xC3\xA4r\",\"a,b_c\"\n"
                 "2,2,1,1,\"b\xC3\xA4r\",\"b\xC3\xA4r\"\n"));
}

Test(plot, a_script_that_fails_leaves_nothing)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    static const char script[] = "set terminal pngcairo\nplot nonsense(x)\n";
    const char *png = file_join(folder, "out.png");
    cr_assert(file_write(file_join(folder, "bad.gp"), script, strlen(script)));
    setenv("PLOTS_DIR", folder, 1);
    cr_assert(eq(int, plot_run(stdout, "bad", png, 0, NULL), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_STATE));
    cr_assert(ne(ptr, strstr(error_text(), "nonsense"), NULL), "gnuplot's own words: %s", error_text());
    cr_assert(not(file_exists(png)));
    error_clear();
    cr_assert(eq(int, plot_run(stdout, "absent", png, 0, NULL), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    PlotVariable split = {"v", "two\nlines"};
    cr_assert(eq(int, plot_run(stdout, "bad", png, 1, &split), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

Test(plot, without_gnuplot_the_data_stay)
{
    setenv("PATH", "/nowhere", 1);
    const char *png = file_join(folder, "confusion.png");
    cr_assert(eq(int, plot_confusion(stdout, small_confusion(), png), PLOT_NO_GNUPLOT), "%s", error_text());
    cr_assert(error_ok());
    cr_assert(file_exists(file_join(folder, "confusion.csv")));
    cr_assert(not(file_exists(png)));
}

/* A script as those of the course, that draws one curve. */
static void write_script(void)
{
    static const char script[] = "# A parabola. Variable: data (x, y).\n"
                                 "# curve: data 1:2 the squares\n"
                                 "# curve: data/1 0:2 the second block\n"
                                 "# curve: other 1:2 no such variable\n"
                                 "panels = 1\n"
                                 "load 'plots/style.gp'\n"
                                 "set title \"x squared\"\n"
                                 "plot data using 1:2 index 0 with lines title \"the squares\"\n";
    static const char data[] = "x,y\n-2,4\n-1,1\n0,0\n1,1\n2,4\n\n\n7,9\n8,8\n";
    cr_assert(file_write(file_join(folder, "curve.gp"), script, strlen(script)));
    cr_assert(file_write(file_join(folder, "squares.csv"), data, strlen(data)));
    setenv("PLOTS_DIR", folder, 1);
}

/* What plot_show prints of that script; the caller frees it. */
static char *shown(const char *kind)
{
    setenv("PLOT", kind, 1);
    PlotVariable data = {"data", file_join(folder, "squares.csv")};
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    plot_show(out, "curve", file_join(folder, "curve.png"), "a curve", 1, &data);
    fclose(out);
    return text;
}

static int longest_line(const char *text)
{
    int longest = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        int length = (int)strcspn(line, "\n");
        longest = length > longest ? length : longest;
    }
    return longest;
}

Test(plot, is_a_picture_or_text_as_plot_says)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    write_script();
    char *text = shown("dumb");
    cr_assert(error_ok(), "%s", error_text());
    cr_assert(strstr(text, "x squared") && strstr(text, "the squares ***") && strstr(text, " 4 +"), "%s",
              text);
    cr_assert(le(int, longest_line(text), 79));
    cr_assert(not(file_exists(file_join(folder, "curve.png"))));
    free(text);

    free(text = shown("none"));
    cr_assert(eq(int, plot_run(stdout, "curve", file_join(folder, "curve.png"), 0, NULL), PLOT_NONE));

    text = shown("svg");
    size_t n;
    const char *svg = file_join(folder, "curve.svg"), *picture = (const char *)file_read(svg, 0, &n);
    cr_assert(ends_with(text, "curve.svg: a curve\n") && picture && strstr(picture, "<svg"), "%s", text);
    free(text);

    text = shown("png");
    unsigned height;
    cr_assert(eq(uint, png_size(file_join(folder, "curve.png"), &height), 1280));
    cr_assert(ends_with(text, "curve.png: a curve\n"), "%s", text);
    free(text);

    free(text = shown("paper"));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

/* A program may be started without standard input; its first file then has that number. */
Test(plot, is_drawn_without_standard_input)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    write_script();
    close(STDIN_FILENO);
    free(shown("png"));
    cr_expect(file_exists(file_join(folder, "curve.png")), "%s", error_text());
}

Test(plot, text_is_never_a_picture)
{
    if (!has_gnuplot())
        cr_skip_test("gnuplot is not installed");
    static const char script[] = "set terminal pngcairo\nplot sin(x)\n";
    cr_assert(file_write(file_join(folder, "own.gp"), script, strlen(script)));
    setenv("PLOTS_DIR", folder, 1);
    setenv("PLOT", "dumb", 1);
    cr_assert(eq(int, plot_run(stdout, "own", file_join(folder, "own.png"), 0, NULL), PLOT_FAILED));
    cr_assert(eq(int, error_code(), ERR_STATE));
    error_clear();
}

Test(plot, without_gnuplot_curves_are_drawn_with_letters)
{
    write_script();
    setenv("PATH", "/nowhere", 1);
    char *told = shown("png"); /* not to a terminal: no picture that nobody asked for */
    cr_assert(strncmp(told, "not drawn: ", 11) == 0, "%s", told);
    cr_assert(ends_with(told, "/curve.png: gnuplot is not installed\n"), "%s", told);
    free(told);
    char *text = shown("dumb");
    cr_assert(error_ok(), "%s", error_text());
    cr_assert(ne(ptr, strstr(text, "A parabola\n         9 |"), NULL), "%s", text);
    cr_assert(ne(ptr, strstr(text, "* the squares  o the second block\n"), NULL), "%s", text);
    cr_assert(le(int, longest_line(text), 79));
    free(text);
}

Test(plot, letters_stand_where_the_numbers_are)
{
    static const double x[] = {0, 1, 2, 3, 4}, y[] = {1, 10, 100, NAN, 10000};
    const AsciiCurve curve = {"powers", 5, x, y};
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(
        plot_ascii(out, &(AsciiPlot){"Powers", .log_y = true, .n_curves = 1, .curves = &curve}, 41, 13));
    const AsciiCurve nothing = {"none", 1, &y[3], &y[3]};
    cr_assert(plot_ascii(out, &(AsciiPlot){"None", .n_curves = 1, .curves = &nothing}, 41, 13));
    fclose(out);
    cr_assert(eq(str, text,
                 "            Powers\n"
                 "     1e+04 |                            *\n"
                 "           |\n"
                 "           |\n"
                 "           |\n"
                 "           |            ***\n"
                 "           |         ***\n"
                 "           |     ****\n"
                 "           |  ***\n"
                 "         1 |**\n"
                 "           +-----------------------------\n"
                 "            0                           4\n"
                 "            * powers\n\n"),
              "%s", text);
    free(text);
}
